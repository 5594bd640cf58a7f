package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known so far of one branch. Not safe for use by several threads.
 *
 * @param <R> what it gives back
 */
final class LiveLane<R extends Serializable> {
  /** More than any real branch has; what an agent sends beyond is not kept. */
  private static final int MOST_TASKS = 100;

  private static final int MOST_SCRIPTS = 20_000;

  private final String name;
  private final String purpose;
  private final Function<HeardLane, R> form;
  private final List<TaskReport> tasks = new ArrayList<>();
  private final List<ScriptReport> scripts = new ArrayList<>();
  private @Nullable Duration started;
  private @Nullable TaskKind running;
  private Duration runningSince = Duration.ZERO;
  private @Nullable R result;

  /**
   * @param form makes a result of what was heard
   */
  LiveLane(String name, String purpose, Function<HeardLane, R> form) {
    this.name = name;
    this.purpose = purpose;
    this.form = form;
  }

  void started(Duration now) {
    started = now;
  }

  void taskStarted(TaskKind task, Duration now) {
    running = task;
    runningSince = now;
  }

  void taskFinished(TaskReport task) {
    running = null;
    if (tasks.size() < MOST_TASKS) {
      tasks.add(task);
    }
  }

  void scriptFinished(ScriptReport script) {
    if (scripts.size() < MOST_SCRIPTS) {
      scripts.add(script);
    }
  }

  /** It has ended with the agent's own result. */
  void ended(R ended) {
    result = ended;
  }

  /** It has ended without one: what was heard of it is all there is. */
  void ended(Status status, String why, Duration now) {
    result = form.apply(heard(status, why, now));
  }

  boolean hasEnded() {
    return result != null;
  }

  R result(Duration now) {
    return result != null ? result : form.apply(heard(Status.UNKNOWN, null, now));
  }

  private HeardLane heard(Status status, @Nullable String failure, Duration now) {
    Duration start = started == null ? now : started;
    List<TaskReport> known = new ArrayList<>(tasks);
    if (running != null) {
      known.add(
          new TaskReport(
              running,
              running.label(),
              status,
              runningSince,
              now.minus(runningSince),
              failure == null ? "is running" : failure));
    }
    return new HeardLane(name, purpose, status, start, now.minus(start), failure, known, scripts);
  }
}
