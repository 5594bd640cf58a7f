package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.report.TestReport.Latency;
import java.time.Duration;
import java.util.List;

/** Percentiles of measured durations, by the nearest-rank method: always a value that was seen. */
final class Percentiles {
  private Percentiles() {}

  /**
   * The distribution of these.
   *
   * @param durations at least one, in any order
   */
  static Latency of(List<Duration> durations) {
    List<Duration> sorted = durations.stream().sorted().toList();
    return new Latency(
        sorted.size(),
        sorted.get(0),
        nearestRank(sorted, 50),
        nearestRank(sorted, 95),
        nearestRank(sorted, 99),
        sorted.get(sorted.size() - 1));
  }

  /** The smallest value such that at least p % of all are not greater. */
  private static Duration nearestRank(List<Duration> sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(Math.max(1, rank) - 1);
  }
}
