package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a branch has said until now: all that is known when it gives no result any more.
 *
 * @param name of the lane
 * @param purpose the user's words, may be empty
 * @param status UNKNOWN while it goes on
 * @param start when it began, from the start of the run
 * @param duration until now
 * @param failure what ended it, one sentence; null when nothing did
 * @param tasks in order; the last one may go on
 * @param scripts in order
 */
public record HeardLane(
    String name,
    String purpose,
    Status status,
    Duration start,
    Duration duration,
    @Nullable String failure,
    List<TaskReport> tasks,
    List<ScriptReport> scripts) {
  public HeardLane {
    tasks = List.copyOf(tasks);
    scripts = List.copyOf(scripts);
  }

  /** The same as the report of a lane, which found nothing. */
  LaneReport report() {
    return new LaneReport(
        name, purpose, status, start, duration, failure, List.of(), tasks, List.of(), List.of(),
        List.of());
  }
}
