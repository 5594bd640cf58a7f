package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/** Runs the tasks of one branch: in turn, timed, reported, each failure told in one way. */
final class BranchTasks {
  /** What a task does. */
  interface Body {
    TaskOutcome run() throws SQLException, IOException, SnapshotException;
  }

  /** A task did not pass, which is recorded: the branch goes on with its cleanup. */
  static final class BranchEnded extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String environment;
  private final TestRun run;
  private final Cancellation cancellation;
  private final BranchRecord record;

  BranchTasks(String environment, TestRun run, Cancellation cancellation, BranchRecord record) {
    this.environment = environment;
    this.run = run;
    this.cancellation = cancellation;
    this.record = record;
  }

  /**
   * Runs a task, when the workflow has its step.
   *
   * @throws BranchEnded when it did not pass
   */
  void run(TaskKind kind, String name, Body body) throws BranchEnded {
    if (!run.workflow().runs(kind)) {
      record.add(skipped(kind, name, "not in parallel_test_workflow"));
      return;
    }
    TaskReport report = guarded(kind, name, body);
    record.add(report);
    if (report.status() != Status.PASSED && report.status() != Status.SKIPPED) {
      if (report.status().isFailure() && run.workflow().isCritical(kind)) {
        run.coordination()
            .stopAll(
                kind.step() + " failed in " + environment + ", and the step is marked critical");
      }
      throw new BranchEnded();
    }
  }

  private TaskReport guarded(TaskKind kind, String name, Body body) {
    Coordination.Passage passage;
    try {
      passage = run.coordination().enter(kind, cancellation);
    } catch (CancelledException e) {
      return new TaskReport(kind, name, Status.CANCELLED, run.elapsed(), Duration.ZERO, message(e));
    }
    try {
      return timed(kind, name, body);
    } finally {
      passage.leave();
    }
  }

  /** Runs the cleanup: always, also after cancellation, its failure recorded. */
  void runCleanup(String name, Body body) {
    record.add(timed(TaskKind.CLEANUP, name, body));
  }

  private TaskReport timed(TaskKind kind, String name, Body body) {
    Duration start = run.elapsed();
    run.context().listener().taskStarted(environment, kind);
    TaskOutcome outcome = outcome(kind, body);
    String message = run.context().redactor().redactNullable(outcome.message());
    TaskReport report =
        new TaskReport(kind, name, outcome.status(), start, run.elapsed().minus(start), message);
    run.context().listener().taskFinished(environment, report);
    return report;
  }

  private TaskOutcome outcome(TaskKind kind, Body body) {
    try {
      if (kind != TaskKind.CLEANUP) {
        cancellation.check();
      }
      return body.run();
    } catch (CancelledException e) {
      return new TaskOutcome(Status.CANCELLED, message(e));
    } catch (SnapshotException | SQLException | IOException e) {
      return cancellation.isCancelled() && kind != TaskKind.CLEANUP
          ? new TaskOutcome(Status.CANCELLED, cancellation.reason())
          : TaskOutcome.failed(message(e));
    } catch (RuntimeException e) {
      // A mistake of ours must not leave the other environments, or this one's clone, behind.
      return TaskOutcome.failed(
          "internal error, please report it: " + e + " at " + e.getStackTrace()[0]);
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return e instanceof SQLException sql && sql.getSQLState() != null
        ? message + " (SQLSTATE " + sql.getSQLState() + ")"
        : message;
  }

  private TaskReport skipped(TaskKind kind, String name, String why) {
    return new TaskReport(kind, name, Status.SKIPPED, run.elapsed(), Duration.ZERO, why);
  }
}
