package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that give words and no number. */
final class SaidResults {
  private SaidResults() {}

  static CheckResult of(String kind, String name, CommandChecks.Said said, Duration duration) {
    Level level = said.level();
    Finding.Severity severity =
        level == Level.CRITICAL ? Finding.Severity.ERROR : Finding.Severity.WARNING;
    String advice = level == Level.OK || level == Level.SKIPPED ? null : advice(kind, name);
    String urgency = level == Level.UNKNOWN ? "" : " (" + Urgency.of(null, level).text() + ")";
    List<Finding> findings =
        level == Level.OK || level == Level.SKIPPED
            ? List.of()
            : List.of(
                Finding.of(
                    severity, "health-" + kind, name + ": " + said.text() + urgency, advice));
    return new CheckResult(
        kind,
        null,
        name,
        level,
        "OK",
        said.text(),
        advice,
        List.of(new Measurement(kind, name, "", null, Unit.RATIO, null, null, level)),
        findings,
        duration);
  }

  private static @Nullable String advice(String kind, String name) {
    return switch (kind) {
      case "service" ->
          "look at the log of "
              + name
              + " (docker compose logs, kubectl describe, journalctl -u), then start it again";
      case "variable" ->
          "set it where the check runs; in Jenkins with withCredentials or environment";
      case "credential" ->
          "add it in Jenkins, of any kind, to the folder of the job or for all jobs; the check runs"
              + " in systemHealthCheck";
      case "command" -> "run the command by hand, on the machine of the check";
      default -> null;
    };
  }
}
