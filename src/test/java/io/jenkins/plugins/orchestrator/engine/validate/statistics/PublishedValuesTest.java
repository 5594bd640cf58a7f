package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The formulas give what their sources print, and what SciPy 1.17 computes. */
class PublishedValuesTest {
  private static final Confidence NINETY_FIVE_ON_ONE_SIDE = Confidence.oneSided(0.95);

  @ParameterizedTest
  @CsvSource({"0.95, 1.959963984540054", "0.99, 2.5758293035489004", "0.6827, 1.000022"})
  void quantilesOfTheNormalDistribution(double level, double z) {
    assertThat(Confidence.twoSided(level).z()).isCloseTo(z, within(1e-6));
    assertThat(Confidence.twoSided(level).twoSidedLevel()).isCloseTo(level, within(1e-12));
  }

  @Test
  void twoPointThreeThreeIsNinetyNinePercentOnOneSide() {
    assertThat(Confidence.oneSided(0.99).z()).isCloseTo(2.3263478740408408, within(1e-12));
    assertThat(new Confidence(2.33).tail()).isCloseTo(0.009903075559164245, within(1e-12));
    assertThat(new Confidence(2.33).oneSidedLevel()).isGreaterThan(0.99);
  }

  /** {@code scipy.stats.binomtest(k, n).proportion_ci(level, "exact" and "wilson")}. */
  @ParameterizedTest
  @CsvSource({
    "0,20,0.95,0,0.168433470983,0,0.161125158053",
    "1,20,0.95,0.00126508949796,0.248732762772,0.0088814488008,0.236131193447",
    "10,100,0.95,0.0490046892215,0.17622259774,0.0552291370607,0.174365661505",
    // Newcombe 1998 (two-sided intervals for the single proportion), table I: .2527 to .3676
    "81,263,0.95,0.252736745585,0.367621922601,0.255288519878,0.366209576983",
    // and .0578 to .1617
    "15,148,0.95,0.0578440100834,0.161650490349,0.0623863995307,0.160487241723",
    "0,2995,0.9,0,0.000999744420901,0,0.000902538096179",
    "36000,36000,0.99,0.999852835347,1,0.999815731278,1",
    "365,36000,0.99,0.00882980514275,0.0115792257546,0.00886625886945,0.0115920510703",
    "3,1000000,0.95,6.18672599919e-07,8.76724780591e-06,1.02027124097e-06,8.82114977431e-06"
  })
  void intervalsOfOneProportion(
      long events,
      long trials,
      double level,
      double exactLower,
      double exactUpper,
      double wilsonLower,
      double wilsonUpper) {
    var proportion = new Proportion(events, trials);

    Interval exact = proportion.exact(Confidence.twoSided(level));
    Interval wilson = proportion.wilson(Confidence.twoSided(level));

    assertThat(exact.lower()).isCloseTo(exactLower, within(1e-11));
    assertThat(exact.upper()).isCloseTo(exactUpper, within(1e-11));
    assertThat(wilson.lower()).isCloseTo(wilsonLower, within(1e-11));
    assertThat(wilson.upper()).isCloseTo(wilsonUpper, within(1e-11));
  }

  /** Newcombe 1998, table II, method 10: the eight contrasts on which he compares the methods. */
  @ParameterizedTest
  @CsvSource({
    "56,70,48,80, 0.0524, 0.3339",
    "9,10,3,10, 0.1705, 0.8090",
    "6,7,2,7, 0.0582, 0.8062",
    "5,56,0,29, -0.0381, 0.1926",
    "0,10,0,20, -0.1611, 0.2775",
    "0,10,0,10, -0.2775, 0.2775",
    "10,10,0,20, 0.6791, 1.0000",
    "10,10,0,10, 0.6075, 1.0000"
  })
  void newcombesIntervalOfADifference(long a, long m, long b, long n, double lower, double upper) {
    var difference = new ProportionDifference(new Proportion(b, n), new Proportion(a, m));

    Interval interval = difference.newcombe(Confidence.USUAL);

    assertThat(interval.lower()).isCloseTo(lower, within(5.1e-5));
    assertThat(interval.upper()).isCloseTo(upper, within(5.1e-5));
  }

  /** The quantiles of {@code scipy.stats.binom(n, q)}. */
  @ParameterizedTest
  @CsvSource({
    "59,0.95,0.90, 53,59",
    "58,0.95,0.90, 52,59",
    "100,0.5,0.95, 40,61",
    "1000,0.95,0.95, 936,964",
    "20,0.95,0.95, 17,21",
    "10000,0.99,0.99, 9873,9926",
    "36000,0.95,0.98, 34103,34297",
    "0,0.95,0.95, 0,1"
  })
  void ranksThatEncloseAQuantile(long n, double quantile, double level, long lower, long upper) {
    assertThat(QuantileRanks.of(n, quantile, Confidence.twoSided(level)))
        .isEqualTo(new QuantileRanks(lower, upper));
  }

  /** {@code scipy.stats.mannwhitneyu(y, x, alternative="greater", method="asymptotic")}. */
  @Test
  void mannWhitneysTestWithTies() {
    var x =
        nanos(
            128, 131, 135, 137, 140, 144, 144, 150, 152, 153, 160, 160, 165, 171, 180, 185, 190,
            205, 210, 250);
    var y =
        nanos(
            130, 140, 144, 150, 155, 158, 160, 166, 172, 175, 180, 185, 190, 199, 210, 215, 220,
            230, 260, 300, 310, 350);

    MannWhitney test = MannWhitney.of(x, y);
    MannWhitney reversed = MannWhitney.of(y, x);

    assertThat(test.u()).isEqualTo(310);
    assertThat(test.higher()).isCloseTo(0.012058025868991077, within(1e-12));
    assertThat(test.superiority()).isCloseTo(0.7045454545454546, within(1e-12));
    assertThat(reversed.u()).isEqualTo(130);
    assertThat(reversed.higher()).isCloseTo(0.9887102027628382, within(1e-12));
  }

  /** The example of SciPy's documentation, there with p = 0.0557 on one side. */
  @Test
  void mannWhitneysTestWithoutTies() {
    MannWhitney test = MannWhitney.of(nanos(20, 11, 17, 12), nanos(19, 22, 16, 29, 24));

    assertThat(test.u()).isEqualTo(17);
    assertThat(test.higher()).isCloseTo(0.055673443266570206, within(1e-12));
  }

  @Test
  void trialsWithoutFailureThatShowAServiceLevel() {
    assertThat(SampleNeeds.withoutFailure(0.999, NINETY_FIVE_ON_ONE_SIDE)).isEqualTo(2995);
    assertThat(SampleNeeds.withoutFailure(0.99, NINETY_FIVE_ON_ONE_SIDE)).isEqualTo(299);
    assertThat(SampleNeeds.withoutFailure(0.95, NINETY_FIVE_ON_ONE_SIDE)).isEqualTo(59);
  }

  @Test
  void oneTrialLessShowsItNot() {
    assertThat(new Proportion(2995, 2995).exact(NINETY_FIVE_ON_ONE_SIDE).lower())
        .isGreaterThanOrEqualTo(0.999);
    assertThat(new Proportion(2994, 2994).exact(NINETY_FIVE_ON_ONE_SIDE).lower()).isLessThan(0.999);
    assertThat(QuantileRanks.of(59, 0.95, NINETY_FIVE_ON_ONE_SIDE).upper()).isEqualTo(59);
    assertThat(QuantileRanks.of(58, 0.95, NINETY_FIVE_ON_ONE_SIDE).upper())
        .as("no value is a bound")
        .isEqualTo(59);
  }

  /** 60 % against 70 %, 5 % on two sides, power 90 %; computed with SciPy: 476.007. */
  @Test
  void trialsThatTellTwoProportionsApart() {
    assertThat(SampleNeeds.toTellApart(0.6, 0.7, Confidence.USUAL, Confidence.oneSided(0.9)))
        .isEqualTo(477);
    assertThat(
            SampleNeeds.toTellApart(
                0.01, 0.04, Confidence.oneSided(0.99), Confidence.oneSided(0.95)))
        .isEqualTo(851);
  }

  private static LatencyDistribution nanos(int... values) {
    List<Duration> latencies = IntStream.of(values).mapToObj(Duration::ofNanos).toList();
    return LatencyRecorder.of(latencies);
  }
}
