package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts latencies in ranges that are at most 0.8 % wide (exact below 256 ns), as HdrHistogram does
 * with two significant digits. Each power of two has 128 ranges, so that a minute and a microsecond
 * cost the same, and 7,296 are all there can be. Not safe for several threads.
 */
public final class LatencyRecorder {
  private static final int BITS = 7;
  private static final int RANGES = 1 << BITS;
  private static final double NANOS = 1e9;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();

  /**
   * Counts one.
   *
   * @param latency not negative
   * @throws IllegalArgumentException when it is negative
   * @throws ArithmeticException when it is longer than 292 years
   */
  public LatencyRecorder record(Duration latency) {
    if (latency.isNegative()) {
      throw new IllegalArgumentException("a latency of " + latency + "; expected none below zero");
    }
    counts.merge(range(latency.toNanos()), 1L, Math::addExact);
    return this;
  }

  /** Counts all of them. */
  public static LatencyDistribution of(Iterable<Duration> latencies) {
    LatencyRecorder recorder = new LatencyRecorder();
    latencies.forEach(recorder::record);
    return recorder.distribution();
  }

  /** What was counted so far. */
  public LatencyDistribution distribution() {
    List<Bin> bins = new ArrayList<>(counts.size());
    for (Map.Entry<Integer, Long> each : counts.entrySet()) {
      bins.add(
          new Bin(lower(each.getKey()) / NANOS, lower(each.getKey() + 1) / NANOS, each.getValue()));
    }
    return new LatencyDistribution(bins);
  }

  private static int range(long nanos) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS - 1);
    return shift * RANGES + (int) (nanos >>> shift);
  }

  /** In nanoseconds; a double because the end of the last one is 2^63. */
  private static double lower(int range) {
    if (range < 2 * RANGES) {
      return range;
    }
    int shift = range / RANGES - 1;
    return Math.scalb((double) (range - shift * RANGES), shift);
  }
}
