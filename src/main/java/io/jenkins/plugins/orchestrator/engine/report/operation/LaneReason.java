package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.Optional;

/** Why a lane is not plainly good, in a sentence. */
public final class LaneReason {
  private LaneReason() {}

  /** Its failure; else what its tasks say; else what could not be measured. */
  public static String of(LaneReport lane) {
    return ofKnown(lane).orElse("no reason was recorded");
  }

  /** The same; nothing when none was recorded. */
  static Optional<String> ofKnown(LaneReport lane) {
    String failure = lane.failure();
    if (failure != null) {
      return Optional.of(failure);
    }
    return lane.tasks().stream()
        .filter(task -> task.status().isFailure() && task.message() != null)
        .map(TaskReport::message)
        .findFirst()
        .or(() -> unknown(lane));
  }

  private static Optional<String> unknown(LaneReport lane) {
    List<CheckReport> unknown =
        lane.checks().stream().filter(check -> check.status() == Status.UNKNOWN).toList();
    if (unknown.isEmpty()) {
      return Optional.empty();
    }
    CheckReport first = unknown.get(0);
    return Optional.of(
        "not measured: "
            + ReportWords.count(unknown.size(), "check")
            + ", such as "
            + first.name()
            + ": "
            + first.found());
  }
}
