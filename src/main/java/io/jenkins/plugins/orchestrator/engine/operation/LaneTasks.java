package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the tasks of one lane: in turn, timed, reported, each failure told in one way. */
public final class LaneTasks {
  private final String lane;
  private final RunContext context;
  private final Coordination coordination;
  private final List<TaskReport> reports = new ArrayList<>();
  private @Nullable String failure;
  private boolean broken;

  /** Of a lane whose tasks wait for those of others where the coordination says so. */
  public LaneTasks(String lane, RunContext context, Coordination coordination) {
    this.lane = lane;
    this.context = context;
    this.coordination = coordination;
  }

  /** Of a lane whose tasks wait for nobody. */
  public LaneTasks(String lane, RunContext context) {
    this(lane, context, new Alone());
  }

  /** Shares nothing. */
  private record Alone() implements Coordination {
    @Override
    public Passage enter(TaskKind step, Cancellation cancellation) {
      return () -> {};
    }

    @Override
    public void stopAll(String reason) {
      throw new UnsupportedOperationException("there are no others to stop");
    }

    @Override
    public void journalled(String line) {
      // The journal lies here already.
    }
  }

  /** What a task finds out. */
  public interface Step<T> {
    T run() throws Exception;
  }

  /** What a task does. */
  public interface Body {
    Outcome run() throws Exception;
  }

  /**
   * How a task ended.
   *
   * @param message why it did not pass, or what is worth knowing; null when nothing is
   */
  public record Outcome(Status status, @Nullable String message) {
    public static final Outcome PASSED = new Outcome(Status.PASSED, null);

    /** What is worth knowing of a task that passed. */
    public static Outcome passed(String message) {
      return new Outcome(Status.PASSED, message);
    }

    /** Nothing had to be done. */
    public static Outcome skipped(String message) {
      return new Outcome(Status.SKIPPED, message);
    }

    /** It was tried, and is bad. */
    public static Outcome failed(String message) {
      return new Outcome(Status.FAILED, message);
    }
  }

  /**
   * Runs one for its result; an exception of it is the task's failure, and thrown on.
   *
   * @throws Exception what the step threw
   */
  public <T> T run(TaskKind kind, String name, Step<T> step) throws Exception {
    context.listener().taskStarted(lane, kind);
    Duration start = context.clock().elapsed();
    try {
      T result = step.run();
      ended(kind, name, start, Outcome.PASSED);
      return result;
    } catch (CancelledException e) {
      ended(kind, name, start, new Outcome(Status.CANCELLED, text(e)));
      throw e;
    } catch (Exception e) {
      ended(kind, name, start, new Outcome(Status.FAILED, text(e)));
      throw e;
    }
  }

  /** The last one did what it should, but what it found is bad. */
  public void failLast(String message) {
    TaskReport last = reports.remove(reports.size() - 1);
    add(
        new TaskReport(
            last.kind(),
            last.name(),
            Status.FAILED,
            last.start(),
            last.duration(),
            context.redactor().redact(message)));
  }

  /** How long the last one took. */
  public Duration lastDuration() {
    return reports.get(reports.size() - 1).duration();
  }

  /** What an exception says, without secrets. */
  public String text(Exception e) {
    String message = e.getMessage();
    return context.redactor().redact(message == null ? e.getClass().getSimpleName() : message);
  }

  /** Runs one that ends in some way whatever happens in it; returns whether it passed. */
  public boolean attempt(TaskKind kind, String name, Body body) {
    return attempt(kind, name, () -> {}, body).status() == Status.PASSED;
  }

  /**
   * The same after waiting for others, which does not count as its time. A cleanup waits for
   * nobody's passage, and runs also when the one who grants it is gone.
   */
  public TaskReport attempt(TaskKind kind, String name, Runnable waiting, Body body) {
    Coordination.Passage passage;
    try {
      waiting.run();
      passage =
          kind == TaskKind.CLEANUP ? () -> {} : coordination.enter(kind, context.cancellation());
    } catch (CancelledException e) {
      Duration now = context.clock().elapsed();
      return add(new TaskReport(kind, name, Status.CANCELLED, now, Duration.ZERO, text(e)));
    }
    try {
      Duration start = context.clock().elapsed();
      context.listener().taskStarted(lane, kind);
      return ended(kind, name, start, outcome(kind, body));
    } finally {
      passage.leave();
    }
  }

  private TaskReport ended(TaskKind kind, String name, Duration start, Outcome outcome) {
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
    return report;
  }

  private TaskReport add(TaskReport report) {
    reports.add(report);
    boolean bad = report.status().isFailure() || report.status() == Status.CANCELLED;
    if (bad && failure == null) {
      failure = report.kind().label() + ": " + report.message();
    }
    return report;
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
    } catch (RuntimeException e) {
      // A mistake of ours must not leave anything half-written, nor stop the other lanes.
      return new Outcome(
          Status.FAILED, "internal error, please report it: " + e + " at " + e.getStackTrace()[0]);
    } catch (Exception e) {
      String reason = context.cancellation().reason();
      return stops && reason != null
          ? new Outcome(Status.CANCELLED, reason)
          : new Outcome(Status.FAILED, message(e));
    }
  }

  private static String message(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return e instanceof SQLException sql && sql.getSQLState() != null
        ? message + " (SQLSTATE " + sql.getSQLState() + ")"
        : message;
  }

  /** Takes over what others did, who told of it already. */
  public void addAll(List<TaskReport> others) {
    others.forEach(this::add);
  }

  /** Nothing went wrong in a task, but this ends the lane all the same; others judge how. */
  public void doubt(String message) {
    if (failure == null) {
      failure = context.redactor().redact(message);
    }
  }

  /** What belongs to no task went wrong. */
  public void fail(String message) {
    broken = true;
    doubt(message);
  }

  /** How it went apart from the tasks: FAILED, or SKIPPED for nothing. */
  public Status status() {
    return broken ? Status.FAILED : Status.SKIPPED;
  }

  /** In the order in which they ended. */
  public List<TaskReport> reports() {
    return List.copyOf(reports);
  }

  /** What ended the lane; null when nothing did. */
  public @Nullable String failure() {
    return failure;
  }
}
