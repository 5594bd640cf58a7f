package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one lane: in turn, timed, reported, each failure told in one way. */
final class LaneTasks {
  /**
   * How the body of a task ended.
   *
   * @param message why it did not pass, or what is worth knowing; null when nothing is
   */
  record Outcome(Status status, @Nullable String message) {
    static Outcome passed(@Nullable String message) {
      return new Outcome(Status.PASSED, message);
    }

    static Outcome skipped(String message) {
      return new Outcome(Status.SKIPPED, message);
    }

    static Outcome failed(String message) {
      return new Outcome(Status.FAILED, message);
    }
  }

  /** What a task does. */
  interface Body {
    Outcome run() throws SQLException, IOException, SnapshotException;
  }

  /** A task did not pass, which is recorded: the lane goes on with its cleanup. */
  static final class LaneEnded extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String lane;
  private final RunContext context;
  private final Coordination coordination;
  private final Meeting meeting;
  private final LaneRecord record;

  LaneTasks(
      String lane,
      RunContext context,
      Coordination coordination,
      Meeting meeting,
      LaneRecord record) {
    this.lane = lane;
    this.context = context;
    this.coordination = coordination;
    this.meeting = meeting;
    this.record = record;
  }

  /**
   * Runs a task.
   *
   * @throws LaneEnded when it did not pass; the other lanes are stopped then
   */
  void run(TaskKind kind, String name, Body body) throws LaneEnded {
    run(kind, name, () -> {}, body);
  }

  /**
   * Runs a task after waiting for others, which does not count as its time.
   *
   * @throws LaneEnded when it did not pass; the other lanes are stopped then
   */
  void run(TaskKind kind, String name, Runnable waiting, Body body) throws LaneEnded {
    TaskReport report;
    Coordination.Passage passage = null;
    try {
      waiting.run();
      passage = coordination.enter(kind, context.cancellation());
      report = timed(kind, name, body);
    } catch (CancelledException e) {
      report =
          new TaskReport(
              kind, name, Status.CANCELLED, elapsed(), Duration.ZERO, text(e.getMessage()));
    } finally {
      if (passage != null) {
        passage.leave();
      }
    }
    record.add(report);
    if (report.status() == Status.PASSED || report.status() == Status.SKIPPED) {
      return;
    }
    if (report.status() == Status.CANCELLED) {
      // Whatever cancelled it: the others shall not wait for it.
      meeting.breakUp(String.valueOf(report.message()));
    } else {
      String why =
          kind.label() + " failed for clone " + lane + ": nobody gets a part of the clones";
      meeting.breakUp(why);
      coordination.stopAll(why);
    }
    throw new LaneEnded();
  }

  /** Runs the cleanup: always, also after cancellation, its failure recorded. */
  void runCleanup(String name, Body body) {
    record.add(timed(TaskKind.CLEANUP, name, body));
  }

  private TaskReport timed(TaskKind kind, String name, Body body) {
    Duration start = elapsed();
    context.listener().taskStarted(lane, kind);
    Outcome outcome = outcome(kind, body);
    TaskReport report =
        new TaskReport(
            kind,
            name,
            outcome.status(),
            start,
            elapsed().minus(start),
            context.redactor().redactNullable(outcome.message()));
    context.listener().taskFinished(lane, report);
    return report;
  }

  private Outcome outcome(TaskKind kind, Body body) {
    try {
      if (kind != TaskKind.CLEANUP) {
        context.cancellation().check();
      }
      return body.run();
    } catch (CancelledException e) {
      return new Outcome(Status.CANCELLED, e.getMessage());
    } catch (SnapshotException | SQLException | IOException e) {
      return context.cancellation().isCancelled() && kind != TaskKind.CLEANUP
          ? new Outcome(Status.CANCELLED, context.cancellation().reason())
          : Outcome.failed(message(e));
    } catch (RuntimeException e) {
      // A mistake of ours must not leave a clone behind.
      return Outcome.failed(
          "internal error, please report it: " + e + " at " + e.getStackTrace()[0]);
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return e instanceof SQLException sql && sql.getSQLState() != null
        ? message + " (SQLSTATE " + sql.getSQLState() + ")"
        : message;
  }

  private String text(@Nullable String message) {
    return context.redactor().redact(String.valueOf(message));
  }

  private Duration elapsed() {
    return context.clock().elapsed();
  }
}
