package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyRecorder;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.io.Serializable;
import java.util.Collection;

/**
 * What is known of one side.
 *
 * @param errors how many requests failed, of how many
 * @param latencies of those that did not, since failing quickly is no speed; empty when none were
 *     measured
 */
public record Measured(Proportion errors, LatencyDistribution latencies) implements Serializable {
  private static final Measured NOTHING =
      new Measured(Proportion.none(), LatencyDistribution.empty());

  /** Nothing measured. */
  public static Measured nothing() {
    return NOTHING;
  }

  /** What these requests of one side show. Their order does not matter. */
  public static Measured of(Collection<Sample> samples) {
    LatencyRecorder recorder = new LatencyRecorder();
    long failed = 0;
    for (Sample sample : samples) {
      if (sample.ok()) {
        recorder.record(sample.latency());
      } else {
        failed++;
      }
    }
    return new Measured(new Proportion(failed, samples.size()), recorder.distribution());
  }

  /** Both together. */
  public Measured plus(Measured other) {
    return new Measured(errors.plus(other.errors), latencies.plus(other.latencies));
  }

  /** How many requests there were. */
  public long requests() {
    return errors.trials();
  }
}
