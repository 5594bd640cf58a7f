package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;

/**
 * Everything that was measured in a phase so far.
 *
 * @param baseline with which the canary is compared
 * @param canary all of its requests in the phase
 * @param recent the canary's latest requests, for the tripwire
 * @param source where the baseline's numbers come from, when it is not the same time: in words, for
 *     the reason; else empty
 */
public record GateEvidence(Measured baseline, Measured canary, Measured recent, String source)
    implements Serializable {
  /** Nothing measured yet. */
  public static GateEvidence nothing() {
    return new GateEvidence(Measured.nothing(), Measured.nothing(), Measured.nothing(), "");
  }
}
