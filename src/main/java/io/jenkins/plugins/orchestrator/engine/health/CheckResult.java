package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A check that was held against its limits.
 *
 * @param kind {@code health} for those of the table, else {@code query}, {@code freshness}, {@code
 *     command}, {@code service}, {@code variable}, {@code quota}
 * @param check null for one of the user's own
 * @param name unique in its lane
 * @param level how it ended
 * @param expected in words
 * @param found in words
 * @param advice what to do, null when nothing is
 * @param measurements its numbers
 * @param findings what a person should know
 * @param duration of measuring
 */
record CheckResult(
    String kind,
    @Nullable HealthLimit check,
    String name,
    Level level,
    String expected,
    String found,
    @Nullable String advice,
    List<Measurement> measurements,
    List<Finding> findings,
    Duration duration) {
  CheckResult {
    measurements = List.copyOf(measurements);
    findings = List.copyOf(findings);
  }

  CheckReport report() {
    return new CheckReport(
        kind,
        name,
        level.status(),
        expected,
        level == Level.WARNING ? "warning: " + found : found,
        duration,
        level == Level.OK || level == Level.SKIPPED ? null : advice);
  }
}
