package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/**
 * The user's commands run where the workspace is and nowhere else: an environment that has some
 * must be tested from there.
 */
final class CommandPlaces {
  private CommandPlaces() {}

  /** Every environment whose commands have no place. */
  static List<ConfigurationProblem> problems(
      String file, List<EnvironmentConfiguration> environments, HeldNode held) {
    return environments.stream()
        .filter(CommandPlaces::hasCommands)
        .filter(environment -> held.when(environment.agent()) == null)
        .map(environment -> problem(file, environment, held))
        .toList();
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
