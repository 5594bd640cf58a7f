package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Everything that a migration test measured and judged; the files, the page and the console's
 * summary are made from it.
 *
 * @param runId names the run
 * @param configuration the file's path as the user gave it
 * @param startedAt the wall clock at the start
 * @param duration of the whole run, on the monotonic clock
 * @param sequentialEquivalent the sum of the branches' own durations: what one after the other
 *     would have taken
 * @param status of the whole
 * @param environments in the order of the configuration
 * @param drift the comparison between environments
 * @param findings of the run as a whole, such as a password in a URL
 */
public record MigrationTestReport(
    String runId,
    String configuration,
    Instant startedAt,
    Duration duration,
    Duration sequentialEquivalent,
    Status status,
    List<EnvironmentReport> environments,
    DriftReport drift,
    List<Finding> findings)
    implements MeasuredRun, Serializable {}
