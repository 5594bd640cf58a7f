package io.jenkins.plugins.orchestrator.packaging;

import java.util.List;
import java.util.Set;

/**
 * What a class file names of other classes.
 *
 * @param linked classes that the JVM looks up when the code that names them runs, and those in the
 *     descriptors of what it uses
 * @param annotated annotations, and what stands in them; the JVM leaves out what it does not find
 */
record ClassReferences(
    String from,
    int version,
    Set<String> linked,
    Set<Annotation> annotated,
    Set<Member> members,
    List<Lambda> lambdas) {

  /** A use of a field or method: a wrong {@code isStatic} is an error when it runs. */
  record Member(
      String owner, boolean inInterface, String name, String descriptor, boolean isStatic) {
    String key() {
      return name + descriptor;
    }
  }

  /** An annotation, on the class or, where {@code member} is not empty, on one of its members. */
  record Annotation(String type, String member, Set<String> elements) {}

  /** A lambda or method reference: an object of the interface with one method. */
  record Lambda(String type, String method) {}
}
