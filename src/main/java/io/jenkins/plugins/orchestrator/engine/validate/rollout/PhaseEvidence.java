package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateEvidence;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was measured so far: of the phase, cumulatively, and the baseline of the phases before.
 * Needs the same memory whatever their length.
 */
final class PhaseEvidence {
  private final long minSamples;
  private final long tripwireSamples;
  private final Deque<Proportion> latest = new ArrayDeque<>();
  private int phase;
  private Duration observed = Duration.ZERO;
  private Measured baseline = Measured.nothing();
  private Measured canary = Measured.nothing();
  private Measured baselineBefore = Measured.nothing();
  private long requests;

  PhaseEvidence(long minSamples, long tripwireSamples) {
    this.minSamples = minSamples;
    this.tripwireSamples = tripwireSamples;
  }

  /** Begins a phase; the same one again forgets what was measured in it. */
  void begin(int number) {
    if (number != phase) {
      baselineBefore = baselineBefore.plus(baseline);
    }
    phase = number;
    observed = Duration.ZERO;
    baseline = Measured.nothing();
    canary = Measured.nothing();
    latest.clear();
  }

  /**
   * Adds what a look gave.
   *
   * @throws IllegalArgumentException when its latencies were measured in other ranges than those
   *     before; nothing is added then
   */
  void add(boolean counts, Duration observedByThen, Measured ofBaseline, Measured ofCanary) {
    if (counts) {
      Measured nextBaseline = baseline.plus(ofBaseline);
      Measured nextCanary = canary.plus(ofCanary);
      // When the next phase begins these are added up.
      var unused = baselineBefore.plus(nextBaseline);
      baseline = nextBaseline;
      canary = nextCanary;
    }
    observed = observedByThen;
    requests += ofBaseline.requests() + ofCanary.requests();
    if (ofCanary.requests() > 0) {
      latest.addLast(ofCanary.errors());
      while (recent().minusFirst() >= tripwireSamples) {
        latest.removeFirst();
      }
    }
  }

  Duration observed() {
    return observed;
  }

  /** Of both sides in all phases. */
  long requests() {
    return requests;
  }

  /**
   * For the gate. Where the baseline has no traffic left, what it did in the phases before takes
   * its place, and is named.
   */
  GateEvidence evidence(boolean baselineHasTraffic) {
    Measured now = new Measured(recent().all(), LatencyDistribution.empty());
    if (baselineHasTraffic || baseline.requests() >= minSamples || baselineBefore.requests() == 0) {
      return new GateEvidence(baseline, canary, now, "");
    }
    return new GateEvidence(
        baselineBefore.plus(baseline), canary, now, "of the phases before, not of the same time");
  }

  private Recent recent() {
    Proportion all = Proportion.none();
    for (Proportion each : latest) {
      all = all.plus(each);
    }
    return new Recent(all, latest.isEmpty() ? 0 : all.trials() - latest.getFirst().trials());
  }

  private record Recent(Proportion all, long minusFirst) {}
}
