package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for the report, in bounded memory: the first and the last states and looks, some
 * of the samples; how many there were is exact.
 */
final class RolloutHistory {
  static final int LOOKS_AT_EACH_END = 500;
  static final int SAMPLES_OF_EACH = 250;
  static final int STATES_AT_EACH_END = 500;

  /** A state, when it began. */
  record Entered(Instant at, RolloutState state) {}

  /** A look, without the latencies of its requests. */
  record LookRow(
      Instant at,
      int phase,
      Duration observed,
      Counts baseline,
      Counts canary,
      GateResult result,
      String reason,
      List<Query> queries) {}

  /** Of one side in one look; the quantiles in seconds, NaN when nothing was measured. */
  record Counts(long requests, long failed, double p50, double p95) {
    static Counts of(Measured measured) {
      return new Counts(
          measured.requests(),
          measured.errors().events(),
          measured.latencies().quantile(0.5),
          measured.latencies().quantile(0.95));
    }
  }

  private final BothEnds<Entered> states = new BothEnds<>(STATES_AT_EACH_END);
  private final BothEnds<LookRow> looks = new BothEnds<>(LOOKS_AT_EACH_END);
  private final Map<GateResult, Long> results = new EnumMap<>(GateResult.class);
  private final SampleReservoir failed = new SampleReservoir(SAMPLES_OF_EACH);
  private final SampleReservoir answered = new SampleReservoir(SAMPLES_OF_EACH);
  private final Map<Integer, Look> lastOfPhase = new TreeMap<>();

  void add(JournalEntry entry) {
    RolloutState state = entry.state();
    if (state != null) {
      states.add(new Entered(entry.at(), state));
    }
    Look look = entry.look();
    if (look != null) {
      add(entry.at(), look);
    }
  }

  private void add(Instant at, Look look) {
    lastOfPhase.put(look.phase(), look);
    results.merge(look.decision().result(), 1L, Long::sum);
    looks.add(
        new LookRow(
            at,
            look.phase(),
            look.observed(),
            Counts.of(look.baseline()),
            Counts.of(look.canary()),
            look.decision().result(),
            look.decision().reason(),
            look.queries()));
  }

  void add(Sample sample) {
    (sample.ok() ? answered : failed).add(sample);
  }

  /**
   * From the first entry to the end, by the wall clock, which may have been set back meanwhile.
   *
   * @param end null for the last state
   */
  Duration lasted(@Nullable Instant end) {
    List<Entered> kept = states.kept();
    if (kept.isEmpty()) {
      return Duration.ZERO;
    }
    Instant last = end == null ? kept.get(kept.size() - 1).at() : end;
    Duration lasted = Duration.between(kept.get(0).at(), last);
    return lasted.isNegative() ? Duration.ZERO : lasted;
  }

  /** When the first state began. */
  Optional<Instant> begun() {
    return states.kept().stream().map(Entered::at).findFirst();
  }

  List<Entered> states() {
    return states.kept();
  }

  List<LookRow> looks() {
    return looks.kept();
  }

  /** The last look of each phase, by its number from 0. */
  Map<Integer, Look> lastOfPhase() {
    return lastOfPhase;
  }

  /** How many states there were. */
  long stateCount() {
    return states.count();
  }

  /** How many looks there were. */
  long lookCount() {
    return looks.count();
  }

  /** How many looks gave this. */
  long count(GateResult result) {
    return results.getOrDefault(result, 0L);
  }

  SampleReservoir failed() {
    return failed;
  }

  SampleReservoir answered() {
    return answered;
  }
}
