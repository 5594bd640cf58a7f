package io.jenkins.plugins.orchestrator.packaging;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The public and protected side of a class, read from a class file or from the recorded facts; all
 * names are those of class files.
 */
record ApiClass(
    String name,
    Set<String> modifiers,
    String superclass,
    List<String> interfaces,
    @Nullable String generic,
    @Nullable String retention,
    boolean restricted,
    Map<String, ApiMember> members) {

  ApiClass(
      String name,
      Set<String> modifiers,
      String superclass,
      List<String> interfaces,
      @Nullable String generic,
      @Nullable String retention,
      boolean restricted,
      Collection<ApiMember> members) {
    this(
        name,
        Set.copyOf(modifiers),
        superclass,
        List.copyOf(interfaces),
        generic,
        retention,
        restricted,
        members.stream().collect(toUnmodifiableMap(ApiMember::key, Function.identity())));
  }

  boolean is(String modifier) {
    return modifiers.contains(modifier);
  }

  boolean isInterface() {
    return is("interface") || is("annotation");
  }

  Optional<ApiMember> member(String key) {
    return Optional.ofNullable(members.get(key));
  }

  /** The superclass, where there is one, and the interfaces. */
  List<String> supertypes() {
    var supertypes = new ArrayList<String>();
    if (!name.equals("java/lang/Object")) {
      supertypes.add(superclass);
    }
    supertypes.addAll(interfaces);
    return supertypes;
  }
}
