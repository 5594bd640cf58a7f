package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        .map(
            environment ->
                problem(
                    file,
                    "test_environments." + environment.name(),
                    "commands, and for them ",
                    environment.agent(),
                    held))
        .toList();
  }

  /** Every deployment whose smoke tests have no place. */
  static List<ConfigurationProblem> ofDeployments(
      DeploymentsConfiguration configuration, HeldNode held) {
    return configuration.deployments().stream()
        .filter(deployment -> !deployment.smokeTests().isEmpty())
        .filter(deployment -> held.when(deployment.agent()) == null)
        .map(
            deployment ->
                problem(
                    configuration.file(),
                    "deployments." + deployment.name(),
                    "smoke tests, and for them ",
                    deployment.agent(),
                    held))
        .toList();
  }

  private static boolean hasCommands(EnvironmentConfiguration environment) {
    return environment.migrations().command() != null
        || environment.integrationTests().stream()
            .anyMatch(test -> test instanceof IntegrationTest.Command);
  }

  private static ConfigurationProblem problem(
      String file, String key, String what, @Nullable String label, HeldNode held) {
    return new ConfigurationProblem(
        file,
        0,
        0,
        key,
        what + place(label, held),
        (label == null ? "a node" : "a node with its label")
            + ", as commands run where the workspace is",
        "call the step inside node" + (label == null ? "" : "('" + label + "')") + " { }");
  }

  /** Where the step is, of which a branch with the label has nothing. */
  static String place(@Nullable String label, HeldNode held) {
    if (held.name() == null) {
      return "no node, as the step stands outside of node { }";
    }
    String node = held.name().isEmpty() ? "the built-in node" : "the node " + held.name();
    // A node without a label to match is only none when it is gone.
    return node + (label == null ? ", which is gone" : ", which has not the label " + label);
  }
}
