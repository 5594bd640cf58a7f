package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.WaitingPlan;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchSite;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Has several lanes under way in one branch, as they need neither a thread nor an executor each.
 */
final class LanesWork implements BranchWork<BranchLanes> {
  private static final long serialVersionUID = 1L;

  private final WaitingPlan plan;
  private final String branch;
  private final RunId id;
  private final @Nullable String workspace;

  /**
   * @param plan the lanes' share
   * @param branch its name
   * @param id of the branch
   * @param workspace the step's, where the branch runs on its node; null elsewhere
   */
  LanesWork(WaitingPlan plan, String branch, RunId id, @Nullable String workspace) {
    this.plan = plan;
    this.branch = branch;
    this.id = id;
    this.workspace = workspace;
  }

  @Override
  public BranchLanes run(BranchSite site) throws IOException {
    OperationReport report =
        LocalOperation.run(
            plan,
            LaneWork.context(plan, id, workspace, site),
            site.listener()::laneFinished,
            site.coordination()::journalled);
    return new BranchLanes(branch, report.lanes());
  }
}
