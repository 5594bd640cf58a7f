package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchSite;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Does one lane of a plan. */
final class LaneWork implements BranchWork<LaneReport> {
  private static final long serialVersionUID = 1L;

  private final OperationPlan plan;
  private final String lane;
  private final RunId id;
  private final @Nullable String workspace;

  /**
   * @param plan the lane's share
   * @param id of this branch
   * @param workspace the step's, where the branch runs on its node; null elsewhere
   */
  LaneWork(OperationPlan plan, String lane, RunId id, @Nullable String workspace) {
    this.plan = plan;
    this.lane = lane;
    this.id = id;
    this.workspace = workspace;
  }

  @Override
  public LaneReport run(BranchSite site) throws IOException {
    return plan.run(lane, context(plan, id, workspace, site), site.coordination());
  }

  /**
   * What a run of a branch needs of its place.
   *
   * @param workspace where it is on this node; null when it is not
   * @throws IOException when it is not there any more
   */
  static RunContext context(
      OperationPlan plan, RunId id, @Nullable String workspace, BranchSite site)
      throws IOException {
    return new RunContext(
        id,
        site.clock(),
        site.state(),
        Redactor.of(plan.secrets()),
        site.listener(),
        site.cancellation(),
        // The client programs are this machine's, whatever the step's environment says.
        System.getenv(),
        directory(workspace, site),
        site.commands());
  }

  /** What relative paths are relative to; planning has seen to it that there are none elsewhere. */
  private static Path directory(@Nullable String workspace, BranchSite site) throws IOException {
    if (workspace == null) {
      return site.state().path();
    }
    Path directory = Path.of(workspace);
    if (!Files.isDirectory(directory)) {
      throw new IOException("the workspace " + workspace + " is not on this node any more");
    }
    return directory;
  }
}
