package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.util.List;

/** Plans backups. */
public final class BackupPlanning implements PlainOperation {
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
  public List<ConfigurationProblem> misplaced(MigrationTestConfiguration plan, HeldNode held) {
    return BackupPlaces.problems(plan, held);
  }
}
