package io.jenkins.plugins.orchestrator.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The classes as a running Jenkins has them: the plugin's own, Jenkins' as they were recorded, the
 * JDK's, and those of libraries that are in jars. The stand-in is not among them.
 */
final class RealTypes {
  private final ClassFiles plugin;
  private final RecordedApi api;
  private final Map<String, Optional<ApiClass>> known = new HashMap<>();

  RealTypes(ClassFiles plugin, RecordedApi api) {
    this.plugin = plugin;
    this.api = api;
  }

  Optional<ApiClass> find(String name) {
    var found = known.get(name);
    if (found == null) {
      found = plugin.find(name).or(() -> api.find(name)).or(() -> inJar(name));
      known.put(name, found);
    }
    return found;
  }

  private static Optional<ApiClass> inJar(String name) {
    return jarOf(name).map(RealTypes::read);
  }

  private static ApiClass read(URL classFile) {
    try (var in = classFile.openStream()) {
      return DeclarationReader.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isOfTheJdk(String name) {
    return ClassLoader.getPlatformClassLoader().getResource(name + ".class") != null;
  }

  /** A class file of the JDK or in a jar on the class path; directories have the stand-in. */
  static Optional<URL> jarOf(String name) {
    var url = RealTypes.class.getClassLoader().getResource(name + ".class");
    return Optional.ofNullable(url).filter(u -> !u.getProtocol().equals("file"));
  }

  /** The class and its superclasses, nearest first. */
  List<ApiClass> classes(ApiClass type) {
    var chain = new ArrayList<ApiClass>();
    Optional<ApiClass> next = Optional.of(type);
    while (next.isPresent()) {
      chain.add(next.get());
      next = superclass(next.get());
    }
    return chain;
  }

  private Optional<ApiClass> superclass(ApiClass type) {
    return type.name().equals("java/lang/Object") ? Optional.empty() : find(type.superclass());
  }

  /** All interfaces that the class or a super type implements, by their names. */
  Map<String, ApiClass> interfaces(ApiClass type) {
    var all = new LinkedHashMap<String, ApiClass>();
    for (ApiClass each : classes(type)) {
      addInterfaces(each, all);
    }
    return all;
  }

  private void addInterfaces(ApiClass type, Map<String, ApiClass> all) {
    for (String name : type.interfaces()) {
      find(name)
          .ifPresent(
              found -> {
                all.put(name, found);
                addInterfaces(found, all);
              });
    }
  }

  /** The class, its superclasses and all interfaces, in the order in which the JVM looks. */
  Stream<ApiClass> all(ApiClass type) {
    return Stream.concat(classes(type).stream(), interfaces(type).values().stream());
  }

  /** Super types that are in none of the places known here. */
  List<String> unknownSupertypes(ApiClass type) {
    return all(type)
        .flatMap(each -> each.supertypes().stream())
        .filter(name -> find(name).isEmpty())
        .distinct()
        .toList();
  }

  /** The field or method that a reference means, declared or inherited (JVMS 5.4.3). */
  Optional<ApiMember> resolve(ApiClass type, String key) {
    if (key.startsWith("<init>")) {
      return type.member(key); // constructors are not inherited
    }
    return all(type).flatMap(each -> each.member(key).stream()).findFirst();
  }

  /**
   * The method that a call on an object of the class runs (JVMS 5.4.6): a class's before any
   * interface's; among interfaces the one default method that no other overrides.
   */
  @Nullable ApiMember selected(ApiClass type, String key) {
    for (ApiClass each : classes(type)) {
      var member = each.member(key);
      if (member.isPresent()) {
        return member.get();
      }
    }
    var declaring =
        interfaces(type).values().stream().filter(each -> each.member(key).isPresent()).toList();
    var implementations =
        declaring.stream()
            .filter(each -> declaring.stream().noneMatch(other -> extendsOther(other, each)))
            .flatMap(each -> each.member(key).stream())
            .filter(member -> !member.is("abstract"))
            .toList();
    return implementations.size() == 1 ? implementations.get(0) : null;
  }

  private boolean extendsOther(ApiClass type, ApiClass ancestor) {
    return interfaces(type).containsKey(ancestor.name());
  }

  /** The abstract methods of all super types that a call would not find implemented. */
  List<String> unimplemented(ApiClass type) {
    return all(type)
        .filter(each -> !ClassFiles.isOwn(each.name()))
        .flatMap(
            each ->
                each.members().values().stream()
                    .filter(member -> member.is("abstract"))
                    .filter(member -> isUnimplemented(type, member.key()))
                    .map(member -> each.name() + "." + member.key()))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isUnimplemented(ApiClass type, String key) {
    var selected = selected(type, key);
    return selected == null || selected.is("abstract");
  }
}
