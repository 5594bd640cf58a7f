package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/**
 * The user's commands run where the workspace is and nowhere else: an environment that has some
 * must be tested from there.
 */
final class CommandPlaces {
  private CommandPlaces() {}

  /**
   * Looks whether every command has a place.
   *
   * @throws ConfigurationException with every environment whose commands have none
   */
  static void check(MigrationTestConfiguration configuration, HeldNode held)
      throws ConfigurationException {
    List<ConfigurationProblem> problems =
        configuration.environments().stream()
            .filter(CommandPlaces::hasCommands)
            .filter(environment -> held.when(environment.agent()) == null)
            .map(environment -> problem(configuration.file(), environment, held))
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static boolean hasCommands(EnvironmentConfiguration environment) {
    return environment.migrations().command() != null
        || environment.integrationTests().stream()
            .anyMatch(test -> test instanceof IntegrationTest.Command);
  }

  private static ConfigurationProblem problem(
      String file, EnvironmentConfiguration environment, HeldNode held) {
    String place =
        held.name() == null
            ? "no node, as the step stands outside of node { }"
            : "the node " + held.name() + ", which has not the label " + environment.agent();
    return new ConfigurationProblem(
        file,
        0,
        0,
        "test_environments." + environment.name(),
        "commands, and for them " + place,
        "a node with the environment's label, as commands run where the workspace is",
        "call the step inside node('" + environment.agent() + "') { }");
  }
}
