package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.nio.file.Path;
import java.util.List;

/** Plans a migration test: its configuration and all scripts. */
public final class MigrationTestPlanning implements ConfiguredOperation<MigrationTestPlan> {
  private static final long serialVersionUID = 1L;

  @Override
  public ConfigurationUse use() {
    return ConfigurationUse.COPIES;
  }

  @Override
  public String done() {
    return "tested";
  }

  @Override
  public MigrationTestPlan plan(MigrationTestConfiguration configuration, PlanSource source)
      throws ConfigurationException {
    Path workspace = source.workspace();
    return workspace == null
        ? MigrationTest.planWithoutFiles(configuration)
        : MigrationTest.plan(configuration, source.directory(), workspace);
  }

  @Override
  public MigrationTestConfiguration configuration(MigrationTestPlan plan) {
    return plan.configuration();
  }

  @Override
  public MigrationTestPlan with(MigrationTestPlan plan, MigrationTestConfiguration configuration) {
    return new MigrationTestPlan(configuration, plan.scripts());
  }

  @Override
  public List<ConfigurationProblem> misplaced(MigrationTestPlan plan, HeldNode held) {
    MigrationTestConfiguration configuration = plan.configuration();
    return CommandPlaces.problems(configuration.file(), configuration.environments(), held);
  }
}
