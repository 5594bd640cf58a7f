package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;

/** Why a lane is not plainly good, in a sentence. */
public final class LaneReason {
  private LaneReason() {}

  /** Its failure; else what its tasks say; else what could not be measured. */
  public static String of(LaneReport lane) {
    String failure = lane.failure();
    if (failure != null) {
      return failure;
    }
    return lane.tasks().stream()
        .filter(task -> task.status().isFailure() && task.message() != null)
        .map(TaskReport::message)
        .findFirst()
        .orElseGet(() -> unknown(lane));
  }

  private static String unknown(LaneReport lane) {
    List<CheckReport> unknown =
        lane.checks().stream().filter(check -> check.status() == Status.UNKNOWN).toList();
    if (unknown.isEmpty()) {
      return "no reason was recorded";
    }
    CheckReport first = unknown.get(0);
    return "not measured: "
        + ReportWords.count(unknown.size(), "check")
        + ", such as "
        + first.name()
        + ": "
        + first.found();
  }
}
