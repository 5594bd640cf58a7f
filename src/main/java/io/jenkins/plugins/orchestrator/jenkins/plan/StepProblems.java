package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a step's own parameters, said as what is wrong with a configuration. */
public final class StepProblems {
  private StepProblems() {}

  /**
   * One.
   *
   * @param step its name
   * @param advice what to do, null when what was expected says it
   */
  public static ConfigurationProblem of(
      String step, String parameter, String found, String expected, @Nullable String advice) {
    return new ConfigurationProblem(step, 0, 0, parameter, found, expected, advice);
  }

  /**
   * One for each name that a parameter gives and nothing has.
   *
   * @param what has names, such as {@code environment}
   * @param done what is done to one, such as {@code tested}
   */
  static List<ConfigurationProblem> unknown(
      String step,
      String parameter,
      Set<String> names,
      String what,
      String done,
      Set<String> known) {
    return names.stream()
        .filter(name -> !known.contains(name))
        .map(
            name ->
                of(
                    step,
                    parameter,
                    "the " + what + " \"" + name + "\"",
                    "one that is " + done + ": " + String.join(", ", known),
                    null))
        .toList();
  }
}
