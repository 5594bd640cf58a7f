package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.Confidence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What holds whatever was measured, shown on many random samples from a fixed seed. */
class GatePropertiesTest {
  private static final int CASES = 2_000;
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  /** A case. */
  private record Case(Random random, Gate gate, List<Sample> samples) {
    GateResult result() {
      return result(samples);
    }

    GateResult result(List<Sample> others) {
      return gate.judge(evidence(others)).result();
    }

    int anyOf(Side side, boolean ok) {
      List<Integer> all = new ArrayList<>();
      for (int i = 0; i < samples.size(); i++) {
        if (samples.get(i).side() == side && samples.get(i).ok() == ok) {
          all.add(i);
        }
      }
      return all.isEmpty() ? -1 : all.get(random.nextInt(all.size()));
    }

    List<Sample> with(int index, Sample other) {
      List<Sample> changed = new ArrayList<>(samples);
      changed.set(index, other);
      return changed;
    }
  }

  @Test
  void nothingMeasuredNeverPasses() {
    always(
        each -> {
          assertThat(each.result(List.of())).isEqualTo(GateResult.INCONCLUSIVE);
          assertThat(each.gate().judge(GateEvidence.nothing()).result())
              .isEqualTo(GateResult.INCONCLUSIVE);
        });
  }

  @Test
  void withoutACanaryItNeverPasses() {
    always(
        each ->
            assertThat(
                    each.result(
                        each.samples().stream()
                            .filter(sample -> sample.side() == Side.BASELINE)
                            .toList()))
                .isNotEqualTo(GateResult.PASS));
  }

  @Test
  void withoutABaselineItNeverPasses() {
    always(
        each ->
            assertThat(
                    each.result(
                        each.samples().stream()
                            .filter(sample -> sample.side() == Side.CANARY)
                            .toList()))
                .isNotEqualTo(GateResult.PASS));
  }

  @Test
  void anAnswerOfTheCanaryThatFailedInsteadIsNeverBetter() {
    always(
        each -> {
          int index = each.anyOf(Side.CANARY, true);
          if (index >= 0) {
            Sample sample = each.samples().get(index);
            // Errors alone: its latency is no longer one.
            Gate errors = gate(each.random(), Increase.points(2), null);
            List<Sample> worse =
                each.with(index, new Sample(Side.CANARY, sample.at(), sample.latency(), false));
            assertThat(errors.judge(evidence(worse)).result())
                .isGreaterThanOrEqualTo(errors.judge(evidence(each.samples())).result());
          }
        });
  }

  @Test
  void aSlowerAnswerOfTheCanaryIsNeverBetter() {
    always(
        each -> {
          int index = each.anyOf(Side.CANARY, true);
          if (index >= 0) {
            Sample sample = each.samples().get(index);
            Sample slower =
                new Sample(Side.CANARY, sample.at(), sample.latency().multipliedBy(3), true);
            assertThat(each.result(each.with(index, slower))).isGreaterThanOrEqualTo(each.result());
          }
        });
  }

  @Test
  void theSameEvidenceTenTimesDecidesAtLeastAsMuch() {
    always(
        each -> {
          List<Sample> tenTimes = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            tenTimes.addAll(each.samples());
          }
          GateResult once = each.result();
          GateResult often = each.result(tenTimes);
          if (once != GateResult.INCONCLUSIVE) {
            assertThat(often).isEqualTo(once);
          }
        });
  }

  @Test
  void theOrderOfSamplesDoesNotMatter() {
    always(
        each -> {
          List<Sample> shuffled = new ArrayList<>(each.samples());
          Collections.shuffle(shuffled, each.random());
          assertThat(each.gate().judge(evidence(shuffled)))
              .isEqualTo(each.gate().judge(evidence(each.samples())));
        });
  }

  @Test
  void whenTheyWereSentDoesNotMatter() {
    always(
        each -> {
          List<Sample> jumped =
              each.samples().stream()
                  .map(
                      sample ->
                          new Sample(
                              sample.side(),
                              sample.at().plusSeconds(each.random().nextInt() * 10L),
                              sample.latency(),
                              sample.ok()))
                  .toList();
          assertThat(each.gate().judge(evidence(jumped)))
              .isEqualTo(each.gate().judge(evidence(each.samples())));
        });
  }

  private static void always(Consumer<Case> property) {
    Random random = new Random(20261121);
    Map<GateResult, Integer> seen = new EnumMap<>(GateResult.class);
    for (int i = 0; i < CASES; i++) {
      Case each = new Case(random, gate(random, Increase.points(2), 20.0), samples(random));
      seen.merge(each.result(), 1, Integer::sum);
      property.accept(each);
    }
    assertThat(seen.keySet())
        .as("results of the cases")
        .contains(GateResult.PASS, GateResult.FAIL, GateResult.INCONCLUSIVE);
    assertThat(seen.values()).allMatch(count -> count > 50);
  }

  private static Gate gate(
      Random random, Increase errors, @org.jspecify.annotations.Nullable Double latency) {
    return new Gate(
        new GateLimits(
            errors, latency, null, null, 1 + random.nextInt(60), new Confidence(2.33), 50, 20));
  }

  private static List<Sample> samples(Random random) {
    List<Sample> samples = new ArrayList<>();
    double slower = 1 + (random.nextBoolean() ? 0 : random.nextDouble());
    double failing = random.nextBoolean() ? 0.01 : random.nextDouble() * 0.3;
    add(samples, random, Side.BASELINE, 1 + random.nextInt(300), 1, 0.01);
    add(samples, random, Side.CANARY, 1 + random.nextInt(300), slower, failing);
    return samples;
  }

  private static void add(
      List<Sample> samples, Random random, Side side, int count, double slower, double failing) {
    for (int i = 0; i < count; i++) {
      long nanos = (long) (5e7 * slower * Math.exp(0.1 * random.nextGaussian()));
      samples.add(
          new Sample(
              side,
              START.plusMillis(random.nextInt(60_000)),
              Duration.ofNanos(nanos),
              random.nextDouble() >= failing));
    }
  }

  private static GateEvidence evidence(List<Sample> samples) {
    Observation all = Observation.of(samples);
    return new GateEvidence(all.baseline(), all.canary(), all.canary(), "");
  }
}
