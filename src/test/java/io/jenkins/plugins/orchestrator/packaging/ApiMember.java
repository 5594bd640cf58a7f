package io.jenkins.plugins.orchestrator.packaging;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A field or method as class files know it, read from a class file or from the recorded facts.
 *
 * @param descriptor of a method it starts with a parenthesis, and so differs from any field's
 * @param constant the value that compilers copy into other classes, written as in the facts
 */
record ApiMember(
    Set<String> modifiers,
    String name,
    String descriptor,
    @Nullable String generic,
    Set<String> exceptions,
    @Nullable String constant,
    boolean restricted) {

  ApiMember {
    modifiers = Set.copyOf(modifiers);
    exceptions = Set.copyOf(exceptions);
  }

  /** What a reference names, and what an implementation must have in common with it. */
  String key() {
    return name + descriptor;
  }

  boolean isMethod() {
    return descriptor.startsWith("(");
  }

  boolean is(String modifier) {
    return modifiers.contains(modifier);
  }

  /** A method that a subclass or an implementation takes over or replaces. */
  boolean isInherited() {
    return isMethod() && !is("static") && !name.startsWith("<");
  }
}
