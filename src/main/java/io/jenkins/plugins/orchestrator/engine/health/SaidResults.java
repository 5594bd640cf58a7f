package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.time.Duration;
import java.util.List;

/** Checks that give words and no number. */
final class SaidResults {
  private SaidResults() {}

  static CheckResult of(String kind, String name, CommandChecks.Said said, Duration duration) {
    Level level = said.level();
    Finding.Severity severity =
        level == Level.CRITICAL ? Finding.Severity.ERROR : Finding.Severity.WARNING;
    String urgency = level == Level.UNKNOWN ? "" : " (" + Urgency.of(null, level).text() + ")";
    List<Finding> findings =
        level == Level.OK || level == Level.SKIPPED
            ? List.of()
            : List.of(
                Finding.of(severity, "health-" + kind, name + ": " + said.text() + urgency, null));
    return new CheckResult(
        kind,
        null,
        name,
        level,
        "OK",
        said.text(),
        said.text(),
        List.of(new Measurement(kind, name, "", null, Unit.RATIO, null, null, level)),
        findings,
        duration);
  }
}
