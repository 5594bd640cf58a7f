package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/** Plans a health check. */
public final class HealthPlanning implements PlainOperation {
  private static final long serialVersionUID = 1L;

  @Override
  public ConfigurationUse use() {
    return ConfigurationUse.HEALTH;
  }

  @Override
  public String done() {
    return "looked at";
  }

  /** Everything can be looked at from everywhere: what is not there is UNKNOWN. */
  @Override
  public List<ConfigurationProblem> misplaced(MigrationTestConfiguration plan, HeldNode held) {
    return List.of();
  }
}
