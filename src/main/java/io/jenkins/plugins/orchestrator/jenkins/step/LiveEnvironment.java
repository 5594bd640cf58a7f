package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known so far of one environment. Not safe for use by several threads. */
final class LiveEnvironment {
  /** More than any real branch has; what an agent sends beyond is not kept. */
  private static final int MOST_TASKS = 100;

  private static final int MOST_SCRIPTS = 20_000;

  private final String name;
  private final String purpose;
  private final List<TaskReport> tasks = new ArrayList<>();
  private final List<ScriptReport> scripts = new ArrayList<>();
  private @Nullable Duration started;
  private @Nullable TaskKind running;
  private Duration runningSince = Duration.ZERO;
  private @Nullable BranchResult result;

  LiveEnvironment(String name, String purpose) {
    this.name = name;
    this.purpose = purpose;
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
  void ended(BranchResult ended) {
    result = ended;
  }

  /** It has ended without one: what was heard of it is all there is. */
  void ended(Status status, String why, Duration now) {
    result = BranchResult.of(report(status, why, now));
  }

  boolean hasBegun() {
    return started != null;
  }

  boolean hasEnded() {
    return result != null;
  }

  BranchResult result(Duration now) {
    return result != null ? result : BranchResult.of(report(Status.UNKNOWN, null, now));
  }

  private EnvironmentReport report(Status status, @Nullable String failure, Duration now) {
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
    return new EnvironmentReport(
        name,
        purpose,
        status,
        start,
        now.minus(start),
        failure,
        null,
        null,
        List.copyOf(known),
        List.copyOf(scripts),
        ReversibilityReport.unknown("it did not get so far"),
        List.of(),
        List.of(),
        List.of());
  }
}
