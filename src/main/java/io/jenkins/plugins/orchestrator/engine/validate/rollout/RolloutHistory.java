package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What happened, for the report, in bounded memory: the states, the first and the last looks, some
 * of the samples; how many there were is exact.
 */
final class RolloutHistory {
  static final int LOOKS_AT_EACH_END = 500;
  static final int SAMPLES_OF_EACH = 250;
  private static final int MOST_STATES = 1_000;

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

  private final List<Entered> states = new ArrayList<>();
  private final List<LookRow> first = new ArrayList<>();
  private final Deque<LookRow> last = new ArrayDeque<>();
  private final Map<GateResult, Long> results = new EnumMap<>(GateResult.class);
  private final SampleReservoir failed = new SampleReservoir(SAMPLES_OF_EACH);
  private final SampleReservoir answered = new SampleReservoir(SAMPLES_OF_EACH);
  private final Map<Integer, Look> lastOfPhase = new TreeMap<>();
  private long looks;

  void add(JournalEntry entry) {
    RolloutState state = entry.state();
    if (state != null && states.size() < MOST_STATES) {
      states.add(new Entered(entry.at(), state));
    }
    Look look = entry.look();
    if (look != null) {
      add(entry.at(), look);
    }
  }

  private void add(Instant at, Look look) {
    looks++;
    lastOfPhase.put(look.phase(), look);
    results.merge(look.decision().result(), 1L, Long::sum);
    LookRow row =
        new LookRow(
            at,
            look.phase(),
            look.observed(),
            Counts.of(look.baseline()),
            Counts.of(look.canary()),
            look.decision().result(),
            look.decision().reason(),
            look.queries());
    if (first.size() < LOOKS_AT_EACH_END) {
      first.add(row);
      return;
    }
    last.addLast(row);
    if (last.size() > LOOKS_AT_EACH_END) {
      last.removeFirst();
    }
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
    if (states.isEmpty()) {
      return Duration.ZERO;
    }
    Instant last = end == null ? states.get(states.size() - 1).at() : end;
    Duration lasted = Duration.between(states.get(0).at(), last);
    return lasted.isNegative() ? Duration.ZERO : lasted;
  }

  /** When the first state began. */
  Optional<Instant> begun() {
    return states.stream().map(Entered::at).findFirst();
  }

  List<Entered> states() {
    return states;
  }

  List<LookRow> looks() {
    List<LookRow> rows = new ArrayList<>(first);
    rows.addAll(last);
    return rows;
  }

  /** The last look of each phase, by its number from 0. */
  Map<Integer, Look> lastOfPhase() {
    return lastOfPhase;
  }

  /** How many looks there were. */
  long lookCount() {
    return looks;
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
