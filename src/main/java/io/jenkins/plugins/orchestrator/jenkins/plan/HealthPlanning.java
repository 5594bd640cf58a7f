package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/** Plans a health check: all that it needs is in its configuration. */
public final class HealthPlanning implements ConfiguredOperation<MigrationTestConfiguration> {
  private static final long serialVersionUID = 1L;

  @Override
  public ConfigurationUse use() {
    return ConfigurationUse.HEALTH;
  }

  @Override
  public String done() {
    return "looked at";
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

  /** Everything can be looked at from everywhere: what is not there is UNKNOWN. */
  @Override
  public List<ConfigurationProblem> misplaced(MigrationTestConfiguration plan, HeldNode held) {
    return List.of();
  }
}
