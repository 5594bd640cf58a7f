package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionPlan;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioning;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans clones of an environment: its configuration and all scripts. */
public final class ProvisionPlanning implements ConfiguredOperation<ProvisionPlan> {
  private static final long serialVersionUID = 1L;

  private final String step;
  private final String environment;
  private final ProvisionOptions options;

  /**
   * @param step its name, for messages about its parameters
   * @param environment its name in the configuration
   */
  public ProvisionPlanning(String step, String environment, ProvisionOptions options) {
    this.step = step;
    this.environment = environment;
    this.options = options;
  }

  @Override
  public ConfigurationUse use() {
    return ConfigurationUse.COPIES;
  }

  @Override
  public String done() {
    return "cloned";
  }

  @Override
  public ProvisionPlan plan(MigrationTestConfiguration configuration, PlanSource source)
      throws ConfigurationException {
    Path workspace = source.workspace();
    if (workspace != null) {
      return Provisioning.plan(configuration, environment, options, source.directory(), workspace);
    }
    List<ConfigurationProblem> problems = new ArrayList<>();
    file("migrate", options.migrate(), problems);
    file("anonymize", options.anonymize(), problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    // Nothing is read: what could be is named by these two alone.
    return Provisioning.plan(configuration, environment, options, Path.of(""), Path.of(""));
  }

  private void file(String parameter, @Nullable String path, List<ConfigurationProblem> problems) {
    if (path != null) {
      problems.add(
          StepProblems.of(
              step,
              parameter,
              "a path, but the step holds no workspace to read it from",
              "a workspace",
              "call the step inside node { }"));
    }
  }

  @Override
  public MigrationTestConfiguration configuration(ProvisionPlan plan) {
    return plan.configured();
  }

  @Override
  public ProvisionPlan with(ProvisionPlan plan, MigrationTestConfiguration configuration) {
    return plan.with(configuration);
  }

  @Override
  public List<ConfigurationProblem> misplaced(ProvisionPlan plan, HeldNode held) {
    EnvironmentConfiguration cloned = plan.environment();
    boolean commands = options.migrate() != null && cloned.migrations().command() != null;
    return commands
        ? CommandPlaces.problems(plan.configuration(), List.of(cloned), held)
        : List.of();
  }
}
