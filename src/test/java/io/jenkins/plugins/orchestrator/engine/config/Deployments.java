package io.jenkins.plugins.orchestrator.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads configurations of deployments. */
final class Deployments {
  private Deployments() {}

  static DeploymentsConfiguration load(String yaml, Path directory, Map<String, String> variables)
      throws ConfigurationException {
    return DeploymentsLoader.load(
        "test.yaml", yaml, ConfigurationLoader.Options.of(variables, directory));
  }

  /** None when it loads. */
  static List<String> problems(String yaml, Path directory, Map<String, String> variables) {
    try {
      load(yaml, directory, variables);
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream().map(ConfigurationProblem::toString).toList();
    }
  }
}
