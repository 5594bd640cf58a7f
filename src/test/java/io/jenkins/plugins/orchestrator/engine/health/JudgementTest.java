package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured only in part is not OK, and nothing says more than it knows. */
class JudgementTest {
  private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");

  private static LaneReport lane(LaneRecord record, Status status) {
    TaskReport task =
        new TaskReport(TaskKind.CHECK, "check", status, Duration.ZERO, Duration.ZERO, null);
    return record.report("production", "", status, Duration.ZERO, task);
  }

  private static Judge judge(HealthLimit check) {
    return Judge.of(check, check.byDefault());
  }

  @Test
  void aCountOfWhichAPartIsUnknownIsNotOk() {
    CheckResult result =
        judge(HealthLimit.UNUSED_INDEXES)
            .judge(
                Measured.of(
                    List.of(
                        new Measured.Row(1.0, "index a", null),
                        new Measured.Row(null, "index b: not readable", null)),
                    ""),
                Duration.ZERO);
    assertThat(result.level()).isEqualTo(Level.UNKNOWN);
  }

  @Test
  void aValueThatHasReachedItsLimitIsBadOnEitherSide() {
    Judge high = Judge.of(HealthLimit.CONNECTIONS, new Limit(80.0, 90.0));
    assertThat(high.level(79.9)).isEqualTo(Level.OK);
    assertThat(high.level(80)).isEqualTo(Level.WARNING);
    assertThat(high.level(90)).isEqualTo(Level.CRITICAL);
    Judge low = Judge.of(HealthLimit.CACHE_HIT, new Limit(95.0, 85.0));
    assertThat(low.level(95.1)).isEqualTo(Level.OK);
    assertThat(low.level(95)).isEqualTo(Level.WARNING);
    assertThat(low.level(85)).isEqualTo(Level.CRITICAL);
  }

  @Test
  void limitsAreSaidInWordsAndTwoThatAreTheSameOnce() {
    assertThat(Judge.of(HealthLimit.CONNECTIONS, new Limit(80.0, 90.0)).expected())
        .isEqualTo("below 80 %, critical from 90 %");
    assertThat(Judge.of(HealthLimit.CONNECTIONS, new Limit(90.0, 90.0)).expected())
        .isEqualTo("below 90 %");
    assertThat(Judge.of(HealthLimit.CONNECTIONS, new Limit(null, 90.0)).expected())
        .isEqualTo("below 90 %");
    assertThat(Judge.of(HealthLimit.CACHE_HIT, new Limit(95.0, 85.0)).expected())
        .isEqualTo("above 95 %, critical at or below 85 %");
    assertThat(Judge.of(HealthLimit.CONNECTIONS, Limit.none()).expected()).isEqualTo("no limit");
  }

  private static CheckResult rows(HealthLimit check, double... values) {
    List<Measured.Row> rows =
        DoubleStream.of(values).mapToObj(each -> new Measured.Row(each, "of x", null)).toList();
    return judge(check).judge(Measured.of(rows, ""), Duration.ZERO);
  }

  @Test
  void theWorstOfManyIsTheirNumber() {
    assertThat(rows(HealthLimit.CONNECTIONS, 10, 85, 20).measurements())
        .extracting(Measurement::value)
        .containsExactly(85.0);
    assertThat(rows(HealthLimit.CACHE_HIT, 99, 90, 97).measurements())
        .extracting(Measurement::value)
        .containsExactly(90.0);
  }

  @Test
  void moreThanTenBadOnesAreCountedOnly() {
    double[] ten = DoubleStream.generate(() -> 95).limit(10).toArray();
    double[] twelve = DoubleStream.generate(() -> 95).limit(12).toArray();
    assertThat(rows(HealthLimit.CONNECTIONS, ten).findings()).hasSize(10);
    assertThat(rows(HealthLimit.CONNECTIONS, twelve).findings())
        .hasSize(11)
        .last()
        .extracting(Finding::message)
        .isEqualTo("connections: and 2 more");
    assertThat(rows(HealthLimit.CONNECTIONS, twelve).found()).endsWith("; and 9 more");
  }

  @Test
  void aCounterThatGoesBackIsNoNegativeRate() {
    HistoryEntry before =
        new HistoryEntry(
            DAY, "run", "subject", "epoch", Map.of(), Map.of("deadlocks", 9.0), Map.of());
    Measured measured =
        new Counters("epoch", Map.of("deadlocks", 4.0))
            .since(HealthLimit.DEADLOCKS, before, DAY.plus(Duration.ofHours(1)));
    assertThat(measured.rows().get(0).value()).isZero();
  }

  @Test
  void whatGoesUpAndDownDoesNotSurelyGrow() {
    double[] values = {5, 1, 9, 2, 8, 3, 7, 1, 9, 4, 6, 2, 10, 6};
    List<Trend.Point> points =
        IntStream.range(0, values.length)
            .mapToObj(i -> new Trend.Point(DAY.plus(Duration.ofDays(i)), values[i]))
            .toList();
    Trend trend = Trend.of(points);
    assertThat(trend.fit()).isNotNull();
    assertThat(trend.fit().slope()).isPositive();
    assertThat(trend.why()).isEqualTo("it does not surely grow");
  }

  @Test
  void aLaneThatFailedIsCriticalWhateverItsChecksSay() {
    LaneRecord record = new LaneRecord(Redactor.of(List.of()));
    record.add(judge(HealthLimit.LOAD).judge(Measured.one(0.1, "", null), Duration.ZERO));
    LaneReport lane = lane(record, Status.FAILED);
    assertThat(NagiosLine.level(lane, Measurement.of(lane))).isEqualTo(Level.CRITICAL);
  }

  @Test
  void aSecretInWhatWasFoundIsNowhereInTheReport() {
    LaneRecord record = new LaneRecord(Redactor.of(List.of(Secret.of("open-sesame-9"))));
    record.add(
        judge(HealthLimit.CONNECTIONS).unknown("the server said open-sesame-9", Duration.ZERO));
    assertThat(lane(record, Status.UNKNOWN).toString())
        .contains("the server said")
        .doesNotContain("open-sesame-9");
  }

  @Test
  void onlyTheLaneThatAsksAServiceGetsItsKey(@TempDir Path directory) throws Exception {
    Health health =
        Health.of(directory, "postgresql://u@127.0.0.1/d")
            .keys(
                "machine: {check: false}, quotas: [{name: odds, url: 'https://odds.example/{key}',"
                    + " header: left, key_variable: ODDS_KEY, warning: 1}]")
            .variable("ODDS_KEY", "open-sesame-9");
    Secret key = Secret.of("open-sesame-9");
    HealthPlan plan =
        HealthPlan.of(
            health.configuration(),
            new HealthTerms(
                QuotaProbe.none(),
                Set.of(),
                Map.of("ODDS_KEY", key, "OTHER_KEY", Secret.of("another-key-7")),
                null,
                false));
    String machine = plan.lanes().get(1).name();
    assertThat(plan.of(machine).secrets()).extracting(Secret::reveal).containsOnly(key.reveal());
    assertThat(plan.of(Health.ENVIRONMENT).secrets()).isEmpty();
  }
}
