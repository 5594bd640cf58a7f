package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.BackupFolder;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a plan for a build of a configuration: where its workspace is, and with its credentials.
 *
 * @param <P> the plan
 */
public final class Planning<P extends Serializable> {
  private final String step;
  private final ConfiguredOperation<P> operation;
  private final PlanRequest request;
  private final Map<String, String> credentials;
  private final Map<String, String> agents;

  /**
   * @param step its name, for messages about its parameters
   * @param credentials ids by environment, over those of the configuration
   * @param agents labels by environment, likewise
   */
  public Planning(
      String step,
      ConfiguredOperation<P> operation,
      PlanRequest request,
      Map<String, String> credentials,
      Map<String, String> agents) {
    this.step = step;
    this.operation = operation;
    this.request = request;
    this.credentials = Map.copyOf(credentials);
    this.agents = Map.copyOf(agents);
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
  public P plan(Run<?, ?> build, @Nullable FilePath workspace, HeldNode held)
      throws ConfigurationException, IOException, InterruptedException {
    P plan = ConfigurationPlanning.plan(step, request, operation, workspace);
    MigrationTestConfiguration known = operation.configuration(plan);
    List<ConfigurationProblem> problems = new ArrayList<>();
    unknown("credentials", credentials.keySet(), environments(known), problems);
    unknown("agents", agents.keySet(), branches(known), problems);
    BuildCredentials found = new BuildCredentials(step, build, problems);
    List<EnvironmentConfiguration> environments = new ArrayList<>();
    for (EnvironmentConfiguration environment : known.environments()) {
      environments.add(withAgent(found.into(environment, credentials.get(environment.name()))));
    }
    P complete = operation.with(plan, with(known, environments));
    problems.addAll(operation.misplaced(complete, held));
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return complete;
  }

  private EnvironmentConfiguration withAgent(EnvironmentConfiguration environment) {
    String label = agents.get(environment.name());
    return label == null ? environment : environment.withAgent(label);
  }

  private MigrationTestConfiguration with(
      MigrationTestConfiguration known, List<EnvironmentConfiguration> environments) {
    return new MigrationTestConfiguration(
        known.file(),
        environments,
        known.folders().stream().map(this::withAgent).toList(),
        known.workflow(),
        known.maxParallel(),
        known.findings());
  }

  private BackupFolder withAgent(BackupFolder folder) {
    String label = agents.get(folder.name());
    return label == null
        ? folder
        : new BackupFolder(folder.name(), folder.path(), folder.optional(), label, folder.backup());
  }

  private static Set<String> environments(MigrationTestConfiguration known) {
    return known.environments().stream()
        .map(EnvironmentConfiguration::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Set<String> branches(MigrationTestConfiguration known) {
    Set<String> names = environments(known);
    if (operation.use() == ConfigurationUse.BACKUPS) {
      known.folders().forEach(folder -> names.add(folder.name()));
    }
    return names;
  }

  private void unknown(
      String parameter, Set<String> names, Set<String> known, List<ConfigurationProblem> problems) {
    problems.addAll(
        StepProblems.unknown(step, parameter, names, "environment", operation.done(), known));
  }
}
