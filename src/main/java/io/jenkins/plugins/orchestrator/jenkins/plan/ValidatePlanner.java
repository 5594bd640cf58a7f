package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.validate.ValidatePlan;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan for a build of a file of deployments: where its workspace is, and with its
 * credentials.
 */
public final class ValidatePlanner {
  private final String step;
  private final ValidateRequest request;

  /**
   * @param step its name, for messages about its parameters
   */
  public ValidatePlanner(String step, ValidateRequest request) {
    this.step = step;
    this.request = request;
  }

  /**
   * Plans; blocks while files are read.
   *
   * @param build in whose context credentials are looked up
   * @param workspace null when the step holds no node
   * @param held the node that the step holds
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  public ValidatePlan plan(Run<?, ?> build, @Nullable FilePath workspace, HeldNode held)
      throws ConfigurationException, IOException, InterruptedException {
    DeploymentsConfiguration known =
        ConfigurationPlanning.plan(step, request.source(), new DeploymentsPlanning(), workspace);
    Set<String> names =
        known.deployments().stream()
            .map(Deployment::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    List<ConfigurationProblem> problems =
        new ArrayList<>(
            StepProblems.unknown(
                step, "agents", request.agents().keySet(), "deployment", "validated", names));
    DeploymentsConfiguration complete =
        known
            .with(known.deployments().stream().map(this::withAgent).toList())
            .withLimits(known.maxParallel(), shorter(known.timeout(), request.timeout()));
    BuildCredentials found = new BuildCredentials(step, build, problems);
    for (Deployment deployment : complete.deployments()) {
      complete = found.into(complete, deployment);
    }
    problems.addAll(CommandPlaces.ofDeployments(complete, held));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ValidatePlan(complete);
  }

  private Deployment withAgent(Deployment deployment) {
    String label = request.agents().get(deployment.name());
    return label == null ? deployment : deployment.withAgent(label);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
