package io.jenkins.plugins.orchestrator.jenkins.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;

/**
 * The step's arguments as Pipelines write them, {@code credentials: [staging: 'id']}, and as forms
 * bind them, a list of pairs.
 */
final class StepArguments {
  private StepArguments() {}

  /**
   * For the step's setters.
   *
   * @param step its name, for messages
   */
  static Map<String, Object> toLists(String step, Map<String, Object> arguments) {
    Map<String, Object> result = new LinkedHashMap<>(arguments);
    result.computeIfPresent(
        "credentials", (name, value) -> list(step, name, value, EnvironmentCredentials::new));
    result.computeIfPresent(
        "agents", (name, value) -> list(step, name, value, EnvironmentAgent::new));
    return result;
  }

  private static Object list(
      String step, String name, Object value, BiFunction<String, String, Object> constructor) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    List<Object> list = new ArrayList<>();
    map.forEach(
        (environment, text) -> {
          if (!(text instanceof CharSequence)) {
            throw new IllegalArgumentException(
                step
                    + ": "
                    + name
                    + "."
                    + environment
                    + ": found "
                    + (text == null ? "nothing" : text.getClass().getSimpleName())
                    + ", expected a string");
          }
          list.add(constructor.apply(String.valueOf(environment), text.toString()));
        });
    return list;
  }

  /** For the snippet generator. */
  static Map<String, Object> toMaps(Map<String, ?> arguments) {
    Map<String, Object> result = new LinkedHashMap<>(arguments);
    result.computeIfPresent("credentials", (name, value) -> map(value, "credentialsId"));
    result.computeIfPresent("agents", (name, value) -> map(value, "label"));
    return result;
  }

  private static Object map(Object value, String key) {
    if (!(value instanceof List<?> list)) {
      return value;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (Object each : list) {
      if (!(each instanceof UninstantiatedDescribable pair)) {
        return value;
      }
      map.put(String.valueOf(pair.getArguments().get("environment")), pair.getArguments().get(key));
    }
    return map;
  }
}
