package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
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
}
