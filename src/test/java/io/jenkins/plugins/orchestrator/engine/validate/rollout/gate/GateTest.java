package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import static io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult.FAIL;
import static io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult.INCONCLUSIVE;
import static io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateResult.PASS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyRecorder;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a gate decides on which numbers. */
class GateTest {
  private static final Confidence CONFIDENCE = new Confidence(2.33);

  private final Gate errors = gate(Increase.points(2), null, null, null);
  private final Gate latency = gate(null, 20.0, null, null);

  @Test
  void equalErrorRatesPass() {
    GateDecision decision = errors.judge(evidence(errors(10, 1_000), errors(2, 200)));

    assertThat(decision.result()).isEqualTo(PASS);
    assertThat(decision.reason())
        .contains("1.00 % (2 of 200) against 1.00 % (10 of 1000)", "+0.00 points");
  }

  @Test
  void threePointsMoreOfManyRequestsFail() {
    GateDecision decision = errors.judge(evidence(errors(100, 10_000), errors(20, 500)));

    assertThat(decision.result()).isEqualTo(FAIL);
    assertThat(decision.reason())
        .startsWith("increase of the error rate 4.00 % (20 of 500) against 1.00 % (100 of 10000)")
        .endsWith("limit +2.0 points");
  }

  @Test
  void moreOfFewRequestsCanBeChance() {
    GateDecision decision = errors.judge(evidence(errors(30, 1_000), errors(6, 110)));

    assertThat(decision.result()).isEqualTo(INCONCLUSIVE);
    assertThat(decision.reason()).contains("can still be chance");
  }

  @Test
  void aProvenButSmallIncreasePasses() {
    assertThat(errors.judge(evidence(errors(1_000, 100_000), errors(2_000, 100_000))).result())
        .isEqualTo(PASS);
  }

  @Test
  void tooFewRequestsAreInconclusiveHoweverBad() {
    assertThat(errors.judge(evidence(errors(0, 5_000), errors(30, 99))).result())
        .isEqualTo(INCONCLUSIVE);
    assertThat(errors.judge(evidence(errors(0, 99), errors(0, 5_000))).reason())
        .contains("too few of the baseline, at least 100 are needed");
  }

  @Test
  void aBaselineWithoutErrorsDoesNotExcuseTheCanary() {
    for (Increase limit : List.of(Increase.points(2), Increase.percent(50))) {
      assertThat(
              gate(limit, null, null, null)
                  .judge(evidence(errors(0, 2_000), errors(40, 1_000)))
                  .result())
          .as(limit.toString())
          .isEqualTo(FAIL);
    }
  }

  /** Such as one whose address is wrong: every canary would be better. */
  @Test
  void aBaselineThatFailsItselfExcusesNothing() {
    GateDecision decision = errors.judge(evidence(errors(500, 1_000), errors(60, 200)));

    assertThat(decision.result()).isEqualTo(INCONCLUSIVE);
    assertThat(decision.reason()).contains("no worse than a baseline that fails proves nothing");
  }

  @Test
  void aCanaryThatMendsABrokenBaselinePasses() {
    assertThat(errors.judge(evidence(errors(900, 1_000), errors(2, 200))).result()).isEqualTo(PASS);
  }

  @Test
  void pointsAndPercentAreNotTheSame() {
    GateEvidence tripled = evidence(errors(100, 10_000), errors(300, 10_000));

    assertThat(gate(Increase.points(2.5), null, null, null).judge(tripled).result())
        .isEqualTo(PASS);
    assertThat(gate(Increase.percent(20), null, null, null).judge(tripled).result())
        .isEqualTo(FAIL);
  }

  @Test
  void aThirdSlowerFails() {
    GateDecision decision =
        latency.judge(evidence(latencies(2_000, 0.1, 1), latencies(500, 0.133, 2)));

    assertThat(decision.result()).isEqualTo(FAIL);
    assertThat(decision.reason()).contains("Mann-Whitney p =", "limit +20.0 %");
  }

  @Test
  void aTenthSlowerPassesThoughItIsProven() {
    assertThat(
            latency.judge(evidence(latencies(20_000, 0.1, 3), latencies(20_000, 0.11, 4))).result())
        .isEqualTo(PASS);
  }

  /** The median is the same; one request in ten takes five times as long. */
  @Test
  void aSlowTailFails() {
    LatencyRecorder tail = new LatencyRecorder();
    var random = new Random(5);
    for (int i = 0; i < 5_000; i++) {
      double slower = i % 10 == 0 ? 5 : 1;
      tail.record(Duration.ofNanos((long) (1e8 * slower * Math.exp(0.3 * random.nextGaussian()))));
    }
    Measured canary = new Measured(new Proportion(0, 5_000), tail.distribution());

    GateDecision decision = latency.judge(evidence(latencies(20_000, 0.1, 6), canary));

    assertThat(decision.result()).isEqualTo(FAIL);
    assertThat(decision.reason()).contains("p95 +");
  }

  @Test
  void aCanaryThatNeverAnswersIsNotFast() {
    Measured down = errors(500, 500);

    assertThat(latency.judge(evidence(latencies(2_000, 0.1, 7), down)).result())
        .isEqualTo(INCONCLUSIVE);
    assertThat(errors.judge(evidence(errors(0, 2_000), down)).result()).isEqualTo(FAIL);
  }

  @Test
  void ceilingsHoldWhateverTheBaselineDoes() {
    Gate ceilings = gate(null, null, 1.0, Duration.ofMillis(200));
    GateDecision decision =
        ceilings.judge(
            evidence(
                Measured.nothing(),
                new Measured(new Proportion(60, 2_000), latencies(2_000, 0.3, 8).latencies())));

    assertThat(decision.result()).isEqualTo(FAIL);
    assertThat(decision.criteria()).extracting(Criterion::result).containsExactly(FAIL, FAIL);
    assertThat(ceilings.judge(evidence(Measured.nothing(), latencies(2_000, 0.05, 9))).result())
        .isEqualTo(PASS);
  }

  @Test
  void theTripwireNeedsNoBaselineAndFewRequests() {
    GateEvidence halfFails =
        new GateEvidence(Measured.nothing(), errors(10, 20), errors(10, 20), "");
    GateEvidence few = new GateEvidence(Measured.nothing(), errors(19, 19), errors(19, 19), "");

    assertThat(errors.judge(halfFails).result()).isEqualTo(FAIL);
    assertThat(errors.judge(halfFails).reason()).startsWith("tripwire 50.00 % (10 of 20)");
    assertThat(errors.judgeTripwire(halfFails, "early").result()).isEqualTo(FAIL);
    assertThat(errors.judge(few).result()).isEqualTo(INCONCLUSIVE);
    assertThat(errors.judgeTripwire(few, "early").result()).isEqualTo(INCONCLUSIVE);
  }

  @Test
  void namesABaselineOfAnotherTime() {
    var evidence =
        new GateEvidence(errors(0, 500), errors(0, 500), errors(0, 500), "of the phases before");

    assertThat(errors.judge(evidence).reason()).contains("[baseline: of the phases before]");
  }

  @Test
  void refusesLimitsThatSayNothing() {
    assertThatThrownBy(() -> gate(null, null, null, null)).hasMessageContaining("no limit at all");
    assertThatThrownBy(() -> gate(null, Double.NaN, null, null))
        .hasMessageContaining("expected a number that is not negative");
    assertThatThrownBy(() -> gate(null, null, 100.0, null)).hasMessageContaining("less than 100");
    assertThatThrownBy(() -> gate(null, null, null, Duration.ZERO))
        .hasMessageContaining("more than zero");
    assertThatThrownBy(() -> Increase.points(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Increase.percent(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new GateLimits(Increase.points(2), null, null, null, 0, CONFIDENCE, 50, 20))
        .hasMessageContaining("nothing measured never passes");
  }

  @Test
  void refusesNegativeLatencies() {
    assertThatThrownBy(() -> new Sample(Side.CANARY, Instant.EPOCH, Duration.ofNanos(-1), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below zero");
  }

  private static Gate gate(
      @Nullable Increase errors,
      @Nullable Double latency,
      @Nullable Double errorCeiling,
      @Nullable Duration p95) {
    return new Gate(new GateLimits(errors, latency, errorCeiling, p95, 100, CONFIDENCE, 50, 20));
  }

  private static GateEvidence evidence(Measured baseline, Measured canary) {
    return new GateEvidence(baseline, canary, Measured.nothing(), "");
  }

  private static Measured errors(long failed, long requests) {
    return new Measured(new Proportion(failed, requests), LatencyDistribution.empty());
  }

  private static Measured latencies(int count, double median, long seed) {
    var random = new Random(seed);
    List<Duration> latencies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      latencies.add(
          Duration.ofNanos((long) (median * 1e9 * Math.exp(0.3 * random.nextGaussian()))));
    }
    return new Measured(new Proportion(0, count), LatencyRecorder.of(latencies));
  }
}
