package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Counts in ranges: as good as the values, in bounded memory. */
class LatencyDistributionTest {
  @Test
  void quantilesAreThoseOfTheValuesWithinAPercent() {
    List<Duration> latencies = logNormal(new Random(1), 20_000, 0.1);
    List<Duration> sorted = latencies.stream().sorted().toList();
    LatencyDistribution distribution = LatencyRecorder.of(latencies);

    for (double quantile : new double[] {0.01, 0.5, 0.95, 0.999}) {
      double exact = seconds(sorted.get((int) Math.ceil(quantile * sorted.size()) - 1));
      assertThat(distribution.quantile(quantile)).isCloseTo(exact, within(exact * 0.01));
    }
    assertThat(distribution.count()).isEqualTo(20_000);
  }

  @Test
  void neverNeedsMoreThanAFewThousandRanges() {
    var recorder = new LatencyRecorder();
    var random = new Random(2);
    for (int i = 0; i < 1_000_000; i++) {
      recorder.record(Duration.ofNanos(random.nextLong() >>> (1 + random.nextInt(62))));
    }
    recorder.record(Duration.ZERO).record(Duration.ofNanos(Long.MAX_VALUE));

    assertThat(recorder.distribution().bins()).hasSizeLessThanOrEqualTo(7_296);
    assertThat(recorder.distribution().count()).isEqualTo(1_000_002);
  }

  @Test
  void everyValueLiesInItsRange() {
    var random = new Random(3);
    for (int i = 0; i < 10_000; i++) {
      Duration latency = Duration.ofNanos(random.nextLong() >>> (1 + random.nextInt(62)));
      Bin bin = LatencyRecorder.of(List.of(latency)).bins().get(0);
      assertThat(latency.toNanos() / 1e9)
          .isBetween(bin.lower() * (1 - 1e-12), bin.upper() * (1 + 1e-12));
      assertThat(bin.upper() - bin.lower()).isLessThanOrEqualTo(bin.lower() / 127 + 2e-9);
    }
  }

  @Test
  void theOrderOfTheValuesDoesNotMatter() {
    List<Duration> latencies = new ArrayList<>(logNormal(new Random(4), 500, 0.1));
    LatencyDistribution one = LatencyRecorder.of(latencies);
    Collections.shuffle(latencies, new Random(5));

    assertThat(LatencyRecorder.of(latencies)).isEqualTo(one);
  }

  @Test
  void addingUpIsRecordingBoth() {
    List<Duration> one = logNormal(new Random(6), 300, 0.1);
    List<Duration> two = logNormal(new Random(7), 200, 0.2);
    List<Duration> both = new ArrayList<>(one);
    both.addAll(two);

    assertThat(LatencyRecorder.of(one).plus(LatencyRecorder.of(two)))
        .isEqualTo(LatencyRecorder.of(both));
    assertThat(LatencyRecorder.of(one).plus(LatencyDistribution.empty()))
        .isEqualTo(LatencyRecorder.of(one));
  }

  @Test
  void rangesOfAMonitoringSystemServeAsWell() {
    var distribution =
        new LatencyDistribution(
            List.of(
                new Bin(0, 0.1, 50),
                new Bin(0.1, 0.5, 40),
                new Bin(0.5, Double.POSITIVE_INFINITY, 10)));

    assertThat(distribution.quantile(0.25)).isCloseTo(0.05, within(1e-12));
    assertThat(distribution.quantile(0.7)).isCloseTo(0.3, within(1e-12));
    assertThat(distribution.quantile(0.95)).as("somewhere above").isEqualTo(0.5);
    assertThat(distribution.quantileInterval(0.95, Confidence.USUAL))
        .isEqualTo(new Interval(0.1, Double.POSITIVE_INFINITY));
  }

  @Test
  void theIntervalOfAQuantileMissesItAsSeldomAsItSays() {
    var random = new Random(8);
    int missed = 0;
    for (int i = 0; i < 1_000; i++) {
      // The 95th percentile of this one is 0.1 · e^(0.5 · 1.645).
      LatencyDistribution distribution = LatencyRecorder.of(logNormal(random, 200, 0.1));
      if (!distribution
          .quantileInterval(0.95, Confidence.twoSided(0.9))
          .contains(0.1 * Math.exp(0.5 * 1.6448536))) {
        missed++;
      }
    }
    assertThat(missed).isBetween(20, 110);
  }

  @Test
  void nothingMeasuredIsNoNumber() {
    var empty = LatencyDistribution.empty();
    var some = LatencyRecorder.of(List.of(Duration.ofMillis(3)));

    assertThat(empty.quantile(0.5)).isNaN();
    assertThat(empty.quantileInterval(0.5, Confidence.USUAL))
        .isEqualTo(new Interval(0, Double.POSITIVE_INFINITY));
    assertThat(LatencyComparison.of(empty, some).increase()).isNaN();
    assertThat(LatencyComparison.of(some, empty).isHigher(Confidence.USUAL)).isFalse();
    assertThat(Proportion.none().fraction()).isNaN();
    assertThat(Proportion.none().exact(Confidence.USUAL)).isEqualTo(new Interval(0, 1));
    assertThat(Proportion.none().wilson(Confidence.USUAL)).isEqualTo(new Interval(0, 1));
    assertThat(
            new ProportionDifference(new Proportion(1, 2), Proportion.none())
                .newcombe(Confidence.USUAL))
        .isEqualTo(new Interval(-1, 1));
  }

  @Test
  void equalValuesAreNoDifference() {
    var same = LatencyRecorder.of(Collections.nCopies(500, Duration.ofMillis(7)));

    LatencyComparison comparison = LatencyComparison.of(same, same);

    assertThat(comparison.isHigher(Confidence.USUAL)).isFalse();
    assertThat(comparison.increase()).isZero();
    assertThat(comparison.test().superiority()).isEqualTo(0.5);
  }

  @Test
  void twentyPercentSlowerIsSeenAndMeasured() {
    var first = LatencyRecorder.of(logNormal(new Random(9), 4_000, 0.1));
    var second = LatencyRecorder.of(logNormal(new Random(10), 2_000, 0.12));

    LatencyComparison comparison = LatencyComparison.of(first, second);

    assertThat(comparison.isHigher(new Confidence(2.33))).isTrue();
    assertThat(comparison.medianIncrease()).isCloseTo(0.2, within(0.05));
    assertThat(comparison.p95Increase()).isCloseTo(0.2, within(0.1));
  }

  @Test
  void refusesWhatIsNoLatency() {
    assertThatThrownBy(() -> new LatencyRecorder().record(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below zero");
    for (double bad : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new Bin(bad, 2, 1)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Bin(0, Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Bin(0, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesToCompareWhatWasMeasuredInOtherRanges() {
    var one = new LatencyDistribution(List.of(new Bin(0, 0.1, 5)));
    var other = new LatencyDistribution(List.of(new Bin(0.05, 0.2, 5)));

    assertThatThrownBy(() -> one.plus(other)).hasMessageContaining("overlap");
    assertThatThrownBy(() -> MannWhitney.of(one, other)).hasMessageContaining("overlap");
    assertThatThrownBy(() -> new LatencyDistribution(List.of(new Bin(1, 2, 1), new Bin(0, 1, 1))))
        .hasMessageContaining("rising");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWhatIsNoShare(double bad) {
    assertThatThrownBy(() -> Confidence.twoSided(bad)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QuantileRanks.of(5, bad, Confidence.USUAL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleNeeds.withoutFailure(bad, Confidence.USUAL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesImpossibleCounts() {
    assertThatThrownBy(() -> new Proportion(3, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Proportion(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Interval(2, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Interval(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Confidence(0)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Around a median in seconds, with a shape of 0.5. */
  private static List<Duration> logNormal(Random random, int count, double median) {
    List<Duration> latencies = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      latencies.add(
          Duration.ofNanos((long) (median * 1e9 * Math.exp(0.5 * random.nextGaussian()))));
    }
    return latencies;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
