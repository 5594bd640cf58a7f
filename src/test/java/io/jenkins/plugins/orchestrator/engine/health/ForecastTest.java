package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a forecast begins and ends, and how it is said. */
class ForecastTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static Trend trend(int count, Duration step, IntToDoubleFunction value) {
    return Trend.of(
        IntStream.range(0, count)
            .mapToObj(
                i -> new Trend.Point(START.plus(step.multipliedBy(i)), value.applyAsDouble(i)))
            .toList());
  }

  private static Trends trends(String key, IntToDoubleFunction value) {
    return Trends.of(
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    new HistoryEntry(
                        START.plus(Duration.ofDays(i)),
                        "run-" + i,
                        "subject",
                        "",
                        Map.of(key, value.applyAsDouble(i)),
                        Map.of(),
                        Map.of()))
            .toList());
  }

  @Test
  void tenChecksInTwoDaysAreEnough() {
    Duration twoDays = Duration.ofDays(2);
    assertThat(trend(10, twoDays.dividedBy(9).plusSeconds(1), i -> 50 + i).isGrowing()).isTrue();
    assertThat(trend(17, Duration.ofHours(3), i -> 50 + i).span()).isEqualTo(twoDays);
    assertThat(trend(17, Duration.ofHours(3), i -> 50 + i).isGrowing()).isTrue();
  }

  @Test
  void nothingIsForetoldFurtherAheadThanFourTimesThePast() {
    // Ten days that end at 60: a percent a day is 40 days ahead, a little less is more.
    assertThat(trend(11, Duration.ofDays(1), i -> 50 + i).reaches(100)).isPresent();
    assertThat(trend(11, Duration.ofDays(1), i -> 50 + 0.98 * i).reaches(100)).isEmpty();
  }

  @Test
  void whatIsFullAlreadyIsFullInNoTime() {
    Trend.Forecast now = trend(20, Duration.ofDays(1), i -> 85 + i).reaches(100).orElseThrow();
    assertThat(now.days()).isZero();
    assertThat(now.latest()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"1.04, 1 day", "2.44, 2.4 days", "2.96, 3 days", "12.4, 12 days"})
  void daysAreSaidAsExactlyAsTheyAreKnown(double days, String text) {
    assertThat(new Trend.Forecast(days, days, days, 30).text())
        .startsWith("in about " + text + " (");
  }

  @Test
  void momentsThatAreTheSameDrawNoLine() {
    assertThat(TheilSen.fit(new double[] {1, 1, 2, 2}, new double[] {1, 2, 3, 4})).isEmpty();
    assertThat(TheilSen.fit(new double[] {1, 1, 2, 3}, new double[] {1, 2, 3, 4})).isPresent();
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenBothInTheMiddle() {
    assertThat(TheilSen.median(new double[] {4, 1, 3, 2})).isCloseTo(2.5, within(1e-12));
    assertThat(TheilSen.median(new double[] {3, 1, 2})).isCloseTo(2, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "disk|/data, /data, disk full",
    "inodes|/data, /data, inodes used up",
    "sequences, '', sequence at its end",
    "wraparound, '', transaction ids used up",
    "connections, '', connections used up"
  })
  void whatIsFullWithinTwoWeeksIsAWarningThatNamesIt(String key, String object, String what) {
    // 86 at the end: a percent a day is 14 days, and 0.9 are more.
    Trends soon = trends(key, i -> 67 + i);
    assertThat(soon.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
              assertThat(finding.message())
                  .isEqualTo(
                      (object.isEmpty() ? "" : object + ": ")
                          + what
                          + " in about 14 days (14 to 14, n = 20)");
            });
    Trends later = trends(key, i -> 86 - 0.9 * (19 - i));
    assertThat(later.findings()).isEmpty();
    assertThat(later.facts().toString()).contains(what);
  }

  @Test
  void aSizeIsNeverFullAndItsGrowthIsSaidWithItsInterval() {
    Trends trends = trends("wal_size", i -> 1 + 0.5 * i);
    assertThat(trends.findings()).isEmpty();
    assertThat(trends.facts())
        .containsExactly(new Fact("wal_size", "grows by 0.50 GiB a day (0.50 to 0.50, n = 20)"));
  }

  @Test
  void numbersWhoseWayNobodyFollowsHaveNoTrend() {
    assertThat(trends("memory", i -> 50 + i))
        .isEqualTo(new Trends(List.of(), List.of(), List.of()));
  }
}
