package io.jenkins.plugins.orchestrator.engine.report.svg;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Bar;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Kind;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Lane;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Tick;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

  @Test
  void hasALanePerEnvironmentInOrder() {
    assertThat(Timeline.of(SampleReports.passed()).lanes())
        .extracting(Lane::environment)
        .containsExactly("dev_local", "staging_clone", "production_snapshot");
  }

  @Test
  void everyBarLiesOnTheAxis() {
    for (MigrationTestReport report :
        List.of(SampleReports.passed(), SampleReports.failed(), SampleReports.cancelled())) {
      for (Lane lane : Timeline.of(report).lanes()) {
        assertThat(lane.tasks()).allSatisfy(TimelineTest::isOnTheAxis);
        assertThat(lane.scripts()).allSatisfy(TimelineTest::isOnTheAxis);
      }
    }
  }

  private static void isOnTheAxis(Bar bar) {
    assertThat(bar.start()).isBetween(0.0, 1.0);
    assertThat(bar.width()).isBetween(0.0, 1.0);
    assertThat(bar.start() + bar.width()).isLessThanOrEqualTo(1 + 1e-9);
  }

  @Test
  void aBarsPlaceIsItsTimesPartOfTheRun() {
    MigrationTestReport report = SampleReports.passed();
    Bar snapshot = Timeline.of(report).lanes().get(0).tasks().get(0);

    assertThat(snapshot.kind()).isEqualTo(Kind.SNAPSHOT);
    assertThat(snapshot.width()).isCloseTo(800e6 / report.duration().toNanos(), ROUNDING);
  }

  @Test
  void theTimeBeforeABranchBeginsIsWaiting() {
    Bar first = Timeline.of(SampleReports.failed()).lanes().get(2).tasks().get(0);

    assertThat(first.kind()).isEqualTo(Kind.WAITING);
    assertThat(first.start()).isZero();
    assertThat(first.duration()).isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void theThreePassesOfAScriptAreToldApart() {
    assertThat(Timeline.of(SampleReports.passed()).lanes().get(2).scripts())
        .extracting(Bar::kind)
        .contains(Kind.UP, Kind.DOWN, Kind.UP_AGAIN);
  }

  @Test
  void tenThousandScriptsAreAsManyBarsAsCanBeSeen() {
    Lane lane = Timeline.of(SampleReports.large(1, 10_000, 1)).lanes().get(0);

    assertThat(lane.scripts()).hasSizeBetween(100, 1_000);
    assertThat(lane.scripts().stream().mapToInt(Bar::count).sum()).isEqualTo(30_000);
  }

  @Test
  void aFailedScriptIsNeverMergedAway() {
    assertThat(Timeline.of(SampleReports.failed()).lanes().get(1).scripts())
        .filteredOn(bar -> bar.status() == Status.FAILED)
        .singleElement()
        .satisfies(bar -> assertThat(bar.name()).endsWith("005_plays_epa_not_null.sql"));
  }

  @Test
  void aRunThatTookNoTimeHasAnAxis() {
    Timeline timeline =
        Timeline.of(
            SampleReports.report(Status.UNKNOWN, List.of(), SampleReports.cancelled().drift()));

    assertThat(timeline.total()).isPositive();
    assertThat(timeline.ticks()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "PT0.001S, 0|1 ms",
    "PT0.9S, 0|200 ms|400 ms|600 ms|800 ms",
    "PT2.2S, 0|500 ms|1 s|1.5 s|2 s",
    "PT26S, 0|5 s|10 s|15 s|20 s|25 s",
    "PT100S, 0|30 s|60 s|90 s",
    "PT4M30S, 0|1 min|2 min|3 min|4 min",
    "PT3H, 0|1 h|2 h|3 h",
    "P20D, 0|96 h|192 h|288 h|384 h|480 h",
  })
  void ticksAreRoundTimes(Duration total, String expected) {
    assertThat(Axis.ticks(total)).extracting(Tick::label).containsExactly(expected.split("\\|"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 999, 12_345, 59_999, 60_001, 3_599_999, 86_400_000, 9_999_999_999L})
  void thereAreFewTicksHoweverLongItTook(long milliseconds) {
    assertThat(Axis.ticks(Duration.ofMillis(milliseconds))).hasSizeBetween(2, 7);
  }
}
