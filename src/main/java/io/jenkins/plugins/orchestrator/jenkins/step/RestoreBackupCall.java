package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedLanes;
import io.jenkins.plugins.orchestrator.jenkins.plan.RestorePlanner;
import io.jenkins.plugins.orchestrator.jenkins.plan.RestoreRequest;

/** A call of {@code restoreBackup}. */
final class RestoreBackupCall extends LanesCall {
  private final RestoreRequest request;

  RestoreBackupCall(RestoreRequest request, OperationRules rules, boolean propagate) {
    super(rules, propagate);
    this.request = request;
  }

  RestoreRequest request() {
    return request;
  }

  @Override
  public OperationPlanner planner() {
    return site ->
        new PlannedLanes(
            new RestorePlanner(rules().step(), request)
                .plan(site.build(), site.workspace(), site.variables()),
            site);
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while a backup was restored. One whole database has the name, the"
        + " old one or the restored one: `orchestrate replaced` lists what was replaced. What was"
        + " restored and got no name is dropped in the background. Look, and run the build again.";
  }
}
