package io.jenkins.plugins.orchestrator.engine.config;

import java.util.List;
import java.util.stream.Collectors;

/** The input is wrong; nothing was touched. Carries every mistake that was found. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
  private final List<ConfigurationProblem> problems;

  /**
   * @param problems at least one
   */
  public ConfigurationException(List<ConfigurationProblem> problems) {
    super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigurationProblem> problems() {
    return problems;
  }
}
