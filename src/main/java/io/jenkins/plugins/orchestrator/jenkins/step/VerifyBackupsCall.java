package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedLanes;
import io.jenkins.plugins.orchestrator.jenkins.plan.VerifyPlanner;
import io.jenkins.plugins.orchestrator.jenkins.plan.VerifyRequest;

/** A call of {@code verifyBackups}. */
final class VerifyBackupsCall extends LanesCall {
  private final VerifyRequest request;

  VerifyBackupsCall(VerifyRequest request, OperationRules rules, boolean propagate) {
    super(rules, propagate);
    this.request = request;
  }

  VerifyRequest request() {
    return request;
  }

  @Override
  public OperationPlanner planner() {
    return site ->
        new PlannedLanes(
            new VerifyPlanner(rules().step(), request)
                .plan(site.build(), site.workspace(), site.variables()),
            site);
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while the backups were verified. Databases that were restored for"
        + " it are dropped in the background; run the build again.";
  }
}
