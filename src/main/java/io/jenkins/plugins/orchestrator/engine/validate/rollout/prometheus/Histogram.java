package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many requests fell into which range, of all processes of a side together.
 *
 * @param bounds of the ranges, rising, the last one infinite
 * @param latencies what was counted in them
 */
record Histogram(List<Double> bounds, LatencyDistribution latencies) {
  Histogram {
    bounds = List.copyOf(bounds);
  }

  /**
   * Adds up buckets.
   *
   * @param buckets what each counted that took at most its bound
   * @throws MeasurementException when they are not those of the same histogram
   */
  static Histogram of(Map<Series, Long> buckets) throws MeasurementException {
    Map<String, TreeMap<Double, Long>> processes = new TreeMap<>();
    buckets.forEach(
        (series, count) ->
            processes
                .computeIfAbsent(series.labels(), labels -> new TreeMap<>())
                .put(series.bound(), count));
    TreeMap<Double, Long> all = new TreeMap<>();
    List<Double> bounds = List.of();
    for (Map.Entry<String, TreeMap<Double, Long>> process : processes.entrySet()) {
      List<Double> its = List.copyOf(process.getValue().keySet());
      if (!Double.isInfinite(its.get(its.size() - 1))) {
        throw new MeasurementException("no bucket has le=\"+Inf\": " + process.getKey());
      }
      if (!bounds.isEmpty() && !its.equals(bounds)) {
        throw new MeasurementException(
            "the ranges "
                + its
                + " of "
                + process.getKey()
                + ", expected those of the others: "
                + bounds);
      }
      bounds = its;
      process.getValue().forEach((bound, count) -> all.merge(bound, count, Math::addExact));
    }
    return new Histogram(bounds, distribution(all));
  }

  private static LatencyDistribution distribution(TreeMap<Double, Long> all)
      throws MeasurementException {
    List<Bin> bins = new ArrayList<>();
    double lower = 0;
    long before = 0;
    for (Map.Entry<Double, Long> bucket : all.entrySet()) {
      long count = bucket.getValue() - before;
      if (count < 0 || (count > 0 && bucket.getKey() <= 0)) {
        throw new MeasurementException(
            "the bucket up to "
                + bucket.getKey()
                + " s counted "
                + bucket.getValue()
                + ", the one below "
                + before
                + ": expected buckets that contain those below, of times above 0");
      }
      if (count > 0) {
        bins.add(new Bin(lower, bucket.getKey(), count));
      }
      lower = Math.max(0, bucket.getKey());
      before = bucket.getValue();
    }
    return new LatencyDistribution(bins);
  }
}
