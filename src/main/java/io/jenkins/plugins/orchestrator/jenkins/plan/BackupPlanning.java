package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/** Plans backups: all that they need is in their configuration. */
public final class BackupPlanning implements ConfiguredOperation<MigrationTestConfiguration> {
  private static final long serialVersionUID = 1L;

  @Override
  public ConfigurationUse use() {
    return ConfigurationUse.BACKUPS;
  }

  @Override
  public String done() {
    return "backed up";
  }

  @Override
  public MigrationTestConfiguration plan(
      MigrationTestConfiguration configuration, PlanSource source) {
    return configuration;
  }

  @Override
  public MigrationTestConfiguration configuration(MigrationTestConfiguration plan) {
    return plan;
  }

  @Override
  public MigrationTestConfiguration with(
      MigrationTestConfiguration plan, MigrationTestConfiguration configuration) {
    return configuration;
  }

  @Override
  public List<ConfigurationProblem> misplaced(MigrationTestConfiguration plan, HeldNode held) {
    return BackupPlaces.problems(plan, held);
  }
}
