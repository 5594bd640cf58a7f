package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.backup.BackupPlan;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedLanes;
import io.jenkins.plugins.orchestrator.jenkins.plan.BackupPlanning;

/** A call of {@code parallelBackup}. */
final class BackupCall extends LanesCall {
  private final ConfigurationArguments configuration;

  BackupCall(ConfigurationArguments configuration, OperationRules rules, boolean propagate) {
    super(rules, propagate);
    this.configuration = configuration;
  }

  ConfigurationArguments configuration() {
    return configuration;
  }

  @Override
  public OperationPlanner planner() {
    return site ->
        new PlannedLanes(
            new BackupPlan(configuration.plan(rules().step(), new BackupPlanning(), site)), site);
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while databases were backed up. What is complete is in the folder"
        + " of the backups, nothing else is; databases that were restored to prove a backup are"
        + " dropped in the background. Run the build again.";
  }
}
