package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One integration test, a command or SQL.
 *
 * @param name the user's
 * @param kind {@code command} or {@code sql}
 * @param status how it ended
 * @param start from the start of the run
 * @param duration of all its runs
 * @param exitCode of the command, null for SQL or when it did not end by itself
 * @param output of the command, cut at 64 KiB with a note, free of secrets; empty for SQL
 * @param latency of SQL that ran several times, null otherwise
 * @param message why it did not pass, null when it did
 */
public record TestReport(
    String name,
    String kind,
    Status status,
    Duration start,
    Duration duration,
    @Nullable Integer exitCode,
    String output,
    @Nullable Latency latency,
    @Nullable String message)
    implements Serializable {
  /**
   * The distribution of the runs' durations, percentiles by the nearest-rank method.
   *
   * @param runs how many were counted
   */
  public record Latency(
      int runs, Duration min, Duration p50, Duration p95, Duration p99, Duration max)
      implements Serializable {}
}
