package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs all lanes of a plan in this process. */
public final class LocalOperation {
  private final OperationPlan plan;
  private final RunContext context;
  private final Cancellation cancellation;

  private LocalOperation(OperationPlan plan, RunContext context) {
    this.plan = plan;
    this.context = context;
    this.cancellation = context.cancellation().child();
  }

  /**
   * Runs all lanes and puts their results together. Returns also when lanes failed or the run was
   * cancelled.
   */
  public static OperationReport run(OperationPlan plan, RunContext context) {
    LocalOperation operation = new LocalOperation(plan, context);
    return OperationReports.of(plan, context, operation.lanes());
  }

  private List<LaneReport> lanes() {
    if (plan instanceof WaitingPlan waiting) {
      return waiting(waiting);
    }
    List<Callable<LaneReport>> branches = new ArrayList<>();
    for (OperationPlan.Lane lane : plan.lanes()) {
      branches.add(() -> run(lane.name()));
    }
    return LocalBranches.run(branches, plan.maxParallel(), cancellation);
  }

  private List<LaneReport> waiting(WaitingPlan waiting) {
    List<Supplier<CompletableFuture<LaneReport>>> starts = new ArrayList<>();
    for (OperationPlan.Lane lane : plan.lanes()) {
      starts.add(
          () ->
              waiting.start(
                  lane.name(), context.with(cancellation.child()), new InProcess(cancellation)));
    }
    return WaitingLanes.run(starts, plan.maxParallel(), cancellation);
  }

  private LaneReport run(String lane) {
    return plan.run(lane, context.with(cancellation.child()), new InProcess(cancellation));
  }

  /** Nothing is done one after the other, and the journal lies here already. */
  private record InProcess(Cancellation all) implements Coordination {
    @Override
    public Passage enter(TaskKind step, Cancellation cancellation) {
      return () -> {};
    }

    @Override
    public void stopAll(String reason) {
      all.cancel(reason);
    }

    @Override
    public void journalled(String line) {}
  }
}
