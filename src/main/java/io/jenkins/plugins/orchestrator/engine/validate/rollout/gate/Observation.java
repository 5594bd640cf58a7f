package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;
import java.util.List;

/**
 * What one look at both sides gave; both were measured in the same time.
 *
 * @param baseline all of its requests since the look before
 * @param canary likewise
 * @param samples some or all of these requests, for the report; empty when only counts are known
 * @param queries that gave the counts; empty when requests were sent by ourselves
 */
public record Observation(
    Measured baseline, Measured canary, List<Sample> samples, List<Query> queries)
    implements Serializable {
  public Observation {
    samples = List.copyOf(samples);
    queries = List.copyOf(queries);
  }

  /** What these requests, of both sides and in any order, show. */
  public static Observation of(List<Sample> samples) {
    return new Observation(
        of(samples, Side.BASELINE), of(samples, Side.CANARY), samples, List.of());
  }

  private static Measured of(List<Sample> samples, Side side) {
    return Measured.of(samples.stream().filter(sample -> sample.side() == side).toList());
  }
}
