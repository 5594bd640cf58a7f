package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
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
  public MigrationTestPlan plan(PlanSource source) throws ConfigurationException {
    MigrationTestConfiguration configuration = source.configuration();
    Path workspace = source.workspace();
    return workspace == null
        ? MigrationTest.planWithoutFiles(configuration)
        : MigrationTest.plan(configuration, source.directory(), workspace);
  }

  @Override
  public String done() {
    return "tested";
  }

  @Override
  public List<EnvironmentConfiguration> environments(MigrationTestPlan plan) {
    return plan.configuration().environments();
  }

  @Override
  public MigrationTestPlan with(
      MigrationTestPlan plan, List<EnvironmentConfiguration> environments) {
    return new MigrationTestPlan(plan.configuration().with(environments), plan.scripts());
  }

  @Override
  public List<ConfigurationProblem> misplaced(MigrationTestPlan plan, HeldNode held) {
    return CommandPlaces.problems(plan.configuration().file(), environments(plan), held);
  }
}
