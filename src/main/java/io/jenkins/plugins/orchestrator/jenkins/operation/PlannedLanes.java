package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.OperationReports;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.WaitingPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.util.List;

/** Any operation of the engine's that has a plan with lanes: a branch for each. */
public final class PlannedLanes implements PlannedOperation<LaneReport> {
  private final OperationPlan plan;
  private final OperationSite site;
  private final Redactor redactor;

  public PlannedLanes(OperationPlan plan, OperationSite site) {
    this.plan = plan;
    this.site = site;
    this.redactor = Redactor.of(plan.secrets());
  }

  /**
   * An operation with its branches: one for each lane, or, when its lanes only wait, one for all
   * that may run on the same agents.
   *
   * @param maxParallel how many lanes at once; 0 for what the plan says
   */
  public static PlannedOperation<?> of(OperationPlan plan, OperationSite site, int maxParallel) {
    return plan instanceof WaitingPlan waiting
        ? new SharedBranches(waiting, site, maxParallel > 0 ? maxParallel : plan.maxParallel())
        : new PlannedLanes(plan, site);
  }

  @Override
  public String title() {
    return plan.title();
  }

  @Override
  public String announcement() {
    return plan.title() + ": what is done and found";
  }

  @Override
  public List<Finding> findings() {
    return plan.findings();
  }

  @Override
  public Redactor redactor() {
    return redactor;
  }

  @Override
  public int maxParallel() {
    return plan.maxParallel();
  }

  @Override
  public List<Lane> lanes() {
    return plan.lanes();
  }

  @Override
  public BranchWork<LaneReport> work(Lane lane, RunId id) {
    return new LaneWork(plan.of(lane.name()), lane.name(), id, site.workspaceOf(lane.agent()));
  }

  @Override
  public LaneReport heard(HeardLane heard) {
    return heard.report();
  }

  @Override
  public LaneEnd end(LaneReport result) {
    return new LaneEnd(result.name(), result.status(), result.start(), result.duration());
  }

  @Override
  public RunReport report(RunContext context, List<LaneReport> results, long endings) {
    return report(context, results, List.of());
  }

  /**
   * The report of all, as far as they are known.
   *
   * @param more findings of the run as a whole
   */
  RunReport report(RunContext context, List<LaneReport> results, List<Finding> more) {
    return RunReport.of(OperationReports.of(plan, context, results, more));
  }
}
