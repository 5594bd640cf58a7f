package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupProof;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one lane: in turn, timed, reported, each failure told in one way. */
final class LaneTasks {
  private final String lane;
  private final RunContext context;
  private final Coordination coordination;
  private final List<TaskReport> reports = new ArrayList<>();
  private @Nullable String failure;
  private boolean broken;

  LaneTasks(String lane, RunContext context, Coordination coordination) {
    this.lane = lane;
    this.context = context;
    this.coordination = coordination;
  }

  /** What a task does. */
  interface Body {
    Outcome run() throws SQLException, IOException, SnapshotException, BackupException;
  }

  /**
   * How a task ended.
   *
   * @param message why it did not pass, or what is worth knowing; null when nothing is
   */
  record Outcome(Status status, @Nullable String message) {
    static final Outcome PASSED = new Outcome(Status.PASSED, null);

    static Outcome passed(String message) {
      return new Outcome(Status.PASSED, message);
    }
  }

  /** Runs one; returns whether it passed. */
  boolean run(TaskKind kind, String name, Body body) {
    Coordination.Passage passage;
    try {
      passage = coordination.enter(kind, context.cancellation());
    } catch (CancelledException e) {
      add(
          new TaskReport(
              kind,
              name,
              Status.CANCELLED,
              context.clock().elapsed(),
              Duration.ZERO,
              e.getMessage()));
      return false;
    }
    try {
      return timed(kind, name, body);
    } finally {
      passage.leave();
    }
  }

  private boolean timed(TaskKind kind, String name, Body body) {
    Duration start = context.clock().elapsed();
    context.listener().taskStarted(lane, kind);
    Outcome outcome = outcome(kind, body);
    TaskReport report =
        new TaskReport(
            kind,
            name,
            outcome.status(),
            start,
            context.clock().elapsed().minus(start),
            context.redactor().redactNullable(outcome.message()));
    add(report);
    context.listener().taskFinished(lane, report);
    return outcome.status() == Status.PASSED;
  }

  private void add(TaskReport report) {
    reports.add(report);
    boolean bad = report.status().isFailure() || report.status() == Status.CANCELLED;
    if (bad && failure == null) {
      failure = report.kind().label() + ": " + report.message();
    }
  }

  private Outcome outcome(TaskKind kind, Body body) {
    boolean stops = kind != TaskKind.CLEANUP;
    try {
      if (stops) {
        context.cancellation().check();
      }
      return body.run();
    } catch (CancelledException e) {
      return new Outcome(Status.CANCELLED, e.getMessage());
    } catch (SQLException | IOException | SnapshotException | BackupException e) {
      String reason = context.cancellation().reason();
      return stops && reason != null
          ? new Outcome(Status.CANCELLED, reason)
          : new Outcome(Status.FAILED, message(e));
    } catch (RuntimeException e) {
      // A mistake of ours must not leave anything half-written, nor stop the other lanes.
      return new Outcome(
          Status.FAILED, "internal error, please report it: " + e + " at " + e.getStackTrace()[0]);
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return e instanceof SQLException sql && sql.getSQLState() != null
        ? message + " (SQLSTATE " + sql.getSQLState() + ")"
        : message;
  }

  /** Takes over what proving did, which told of it already. */
  void add(BackupProof proof) {
    proof.tasks().forEach(this::add);
    if (failure == null && proof.status() != Status.PASSED) {
      failure =
          context
              .redactor()
              .redact(proof.failure() == null ? "the backup is not proven" : proof.failure());
    }
  }

  /** What belongs to no task went wrong. */
  void fail(String message) {
    broken = true;
    if (failure == null) {
      failure = context.redactor().redact(message);
    }
  }

  /** How it went apart from the tasks: FAILED, or SKIPPED for nothing. */
  Status status() {
    return broken ? Status.FAILED : Status.SKIPPED;
  }

  List<TaskReport> reports() {
    return List.copyOf(reports);
  }

  /** What ended the lane; null when nothing did. */
  @Nullable String failure() {
    return failure;
  }
}
