package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A plan whose lanes mostly wait for others to answer: in one process they need no thread each, and
 * hundreds of them can be under way.
 */
public interface WaitingPlan extends OperationPlan {
  /**
   * The share of some lanes, which one branch has under way at once.
   *
   * @param lanes names of the plan's, at least one
   * @param maxParallel how many of them at once, at least 1
   */
  WaitingPlan of(List<String> lanes, int maxParallel);

  /**
   * Starts one lane's branch and returns at once.
   *
   * @return completes as {@link #run} returns, and never exceptionally
   */
  CompletableFuture<LaneReport> start(String lane, RunContext context, Coordination coordination);

  @Override
  default LaneReport run(String lane, RunContext context, Coordination coordination) {
    return Await.end(start(lane, context, coordination), context.cancellation());
  }
}
