package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.postgres.clone.JournalCopy;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Runs all lanes of a plan in this process. */
public final class LocalOperation {
  private final OperationPlan plan;
  private final RunContext context;
  private final Cancellation cancellation;
  private final Consumer<LaneReport> ended;
  private final JournalCopy journal;

  private LocalOperation(
      OperationPlan plan, RunContext context, Consumer<LaneReport> ended, JournalCopy journal) {
    this.plan = plan;
    this.ended = ended;
    this.journal = journal;
    this.context = context;
    this.cancellation = context.cancellation().child();
  }

  /**
   * Runs all lanes and puts their results together. Returns also when lanes failed or the run was
   * cancelled.
   */
  public static OperationReport run(OperationPlan plan, RunContext context) {
    return run(plan, context, lane -> {});
  }

  /**
   * The same, telling of every lane when it is over.
   *
   * @param ended is called by the lanes' threads, several at once; must be quick and must not throw
   */
  public static OperationReport run(
      OperationPlan plan, RunContext context, Consumer<LaneReport> ended) {
    return run(plan, context, ended, line -> {});
  }

  /**
   * The same for somebody who coordinates it from another machine.
   *
   * @param journal takes a copy of every line of the journal
   */
  public static OperationReport run(
      OperationPlan plan, RunContext context, Consumer<LaneReport> ended, JournalCopy journal) {
    LocalOperation operation = new LocalOperation(plan, context, ended, journal);
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
              waiting
                  .start(
                      lane.name(),
                      context.with(cancellation.child()),
                      new InProcess(cancellation, journal))
                  .whenComplete(
                      (report, failure) -> {
                        if (report != null) {
                          ended.accept(report);
                        }
                      }));
    }
    return WaitingLanes.run(starts, plan.maxParallel(), cancellation);
  }

  private LaneReport run(String lane) {
    LaneReport report =
        plan.run(lane, context.with(cancellation.child()), new InProcess(cancellation, journal));
    ended.accept(report);
    return report;
  }

  /** Nothing is done one after the other, and the journal lies here already. */
  private record InProcess(Cancellation all, JournalCopy journal) implements Coordination {
    @Override
    public Passage enter(TaskKind step, Cancellation cancellation) {
      return () -> {};
    }

    @Override
    public void stopAll(String reason) {
      all.cancel(reason);
    }

    @Override
    public void journalled(String line) throws IOException {
      journal.append(line);
    }
  }
}
