package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs all lanes of a plan in this process. */
public final class LocalOperation {
  private final OperationPlan plan;
  private final RunContext context;
  private final Cancellation cancellation;
  private final Consumer<LaneReport> ended;

  private LocalOperation(OperationPlan plan, RunContext context, Consumer<LaneReport> ended) {
    this.plan = plan;
    this.ended = ended;
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
    LocalOperation operation = new LocalOperation(plan, context, ended);
    return OperationReports.of(plan, context, operation.lanes());
  }

  private List<LaneReport> lanes() {
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.min(plan.lanes().size(), plan.maxParallel()),
            task -> {
              Thread thread = new Thread(task, "lane-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<LaneReport>> futures = new ArrayList<>();
      for (OperationPlan.Lane lane : plan.lanes()) {
        futures.add(executor.submit(() -> lane(lane.name())));
      }
      List<LaneReport> reports = new ArrayList<>();
      for (Future<LaneReport> future : futures) {
        reports.add(await(future));
      }
      return reports;
    } finally {
      executor.shutdown();
    }
  }

  private LaneReport lane(String name) {
    LaneReport report =
        plan.run(name, context.with(cancellation.child()), new InProcess(cancellation));
    ended.accept(report);
    return report;
  }

  /** Waits whatever happens: an interrupt cancels the run, and its cleanup is waited for. */
  private LaneReport await(Future<LaneReport> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
          cancellation.cancel("interrupted");
        } catch (ExecutionException e) {
          throw new IllegalStateException("a branch broke: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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
