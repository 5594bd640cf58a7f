package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * One request.
 *
 * @param side whose
 * @param at when it was sent
 * @param latency until its answer was complete, or until it failed; not negative
 * @param ok whether the answer was what was expected
 */
public record Sample(Side side, Instant at, Duration latency, boolean ok) implements Serializable {
  /**
   * @throws IllegalArgumentException when the latency is negative
   */
  public Sample {
    if (latency.isNegative()) {
      throw new IllegalArgumentException(
          "a request at " + at + " took " + latency + "; expected no latency below zero");
    }
  }
}
