package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;

/**
 * How bad what a health report found is. A report's own status knows no warnings, which pass there.
 */
public final class HealthLevels {
  private HealthLevels() {}

  /** That of the worst lane, {@link Level#UNKNOWN} when there is none; never SKIPPED. */
  public static Level of(OperationReport report) {
    Level worst = Level.worst(report.lanes().stream().map(HealthLevels::of).toList());
    return worst == Level.SKIPPED ? Level.OK : worst;
  }

  /** That of the worst check, or of how the lane ended when that is worse. */
  public static Level of(LaneReport lane) {
    return NagiosLine.level(lane, Measurement.of(lane));
  }

  /** Every check that is not as it should be, as {@code environment: check found}. */
  public static List<String> problems(OperationReport report) {
    return report.lanes().stream()
        .flatMap(
            lane ->
                lane.checks().stream()
                    .filter(HealthLevels::isProblem)
                    .map(check -> lane.name() + ": " + check.name() + " " + check.found()))
        .toList();
  }

  private static boolean isProblem(CheckReport check) {
    return check.status().compareTo(Status.SKIPPED) > 0 || check.found().startsWith("warning: ");
  }
}
