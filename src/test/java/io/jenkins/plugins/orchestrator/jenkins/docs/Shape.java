package io.jenkins.plugins.orchestrator.jenkins.docs;

import java.beans.Introspector;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a value in a Pipeline: that it is an object of the plugin, or a list of them.
 *
 * @param type of the object or the elements
 * @param list whether it is a list
 */
record Shape(Class<?> type, boolean list) {
  static Shape of(Class<?> type) {
    return new Shape(type, false);
  }

  Shape element() {
    return of(type);
  }

  /** What the sandbox allows to read, with the shape of what is read; none for plain values. */
  SortedMap<String, Optional<Shape>> properties() {
    SortedMap<String, Optional<Shape>> properties = new TreeMap<>();
    for (Method method : type.getMethods()) {
      String name = property(method);
      if (name != null && method.isAnnotationPresent(Whitelisted.class)) {
        properties.put(name, shape(method.getGenericReturnType()));
      }
    }
    return properties;
  }

  private static @Nullable String property(Method method) {
    if (method.getParameterCount() > 0) {
      return null;
    } else if (method.getName().startsWith("get")) {
      return Introspector.decapitalize(method.getName().substring(3));
    } else if (method.getName().startsWith("is")) {
      return Introspector.decapitalize(method.getName().substring(2));
    }
    return null;
  }

  /** A method that the sandbox allows to call; the inner one is empty for plain values. */
  Optional<Optional<Shape>> method(String name, int arguments) {
    return Arrays.stream(type.getMethods())
        .filter(method -> method.isAnnotationPresent(Whitelisted.class))
        .filter(method -> method.getName().equals(name))
        .filter(method -> method.getParameterCount() == arguments)
        .map(method -> shape(method.getGenericReturnType()))
        .findFirst();
  }

  private static Optional<Shape> shape(Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return shape(generic.getActualTypeArguments()[0]).map(of -> new Shape(of.type(), true));
    }
    return type instanceof Class<?> plain && isOurs(plain)
        ? Optional.of(of(plain))
        : Optional.empty();
  }

  private static boolean isOurs(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .anyMatch(method -> method.isAnnotationPresent(Whitelisted.class));
  }
}
