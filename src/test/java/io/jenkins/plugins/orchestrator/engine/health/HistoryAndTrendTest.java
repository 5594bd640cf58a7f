package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier runs leave, and how much is foretold from it: nothing from too little. */
class HistoryAndTrendTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;

  private HistoryFile file(String lane) {
    return new HistoryFile(new StateDirectory(directory), lane);
  }

  private static HistoryEntry entry(int number) {
    return new HistoryEntry(
        START.plus(Duration.ofHours(number)),
        "run-" + number,
        "epoch",
        Map.of("disk|/", 50.0 + number),
        Map.of("blks_hit", 1e12),
        Map.of("10/-42/true", new StatementCounters(3, 1.5, 0.25, 9)));
  }

  private static List<Trend.Point> points(int count, Duration step, DoubleUnaryOperator value) {
    List<Trend.Point> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      points.add(new Trend.Point(START.plus(step.multipliedBy(i)), value.applyAsDouble(i)));
    }
    return points;
  }

  @Test
  void theFileIsBoundedAndOnlyTheLatestEntryKeepsStatements() throws Exception {
    HistoryFile file = file("prod");
    assertThat(file.read()).isEmpty();
    for (int i = 0; i < 25; i++) {
      file.append(entry(i), 10);
    }
    List<HistoryEntry> entries = file.read();
    assertThat(entries).hasSize(10);
    assertThat(entries.get(0)).isEqualTo(entry(15).withoutStatements());
    assertThat(entries.get(9)).isEqualTo(entry(24));
    assertThat(file.path().resolveSibling(file.path().getFileName() + ".new")).doesNotExist();
  }

  @Test
  void aDamagedLineIsLeftOutAndTheOthersCount() throws Exception {
    HistoryFile file = file("prod");
    file.append(entry(1), 10);
    Files.writeString(
        file.path(), "{\"time\":\"2026-01-0\n[1]\nnull\n\n{}\n\u0000\n", StandardOpenOption.APPEND);
    file.append(entry(2), 10);
    assertThat(file.read()).hasSize(2);
  }

  @Test
  void bytesThatAreNoTextDamageTheirLineOnly() throws Exception {
    HistoryFile file = file("prod");
    file.append(entry(1), 10);
    Files.write(
        file.path(), new byte[] {'{', (byte) 0xff, (byte) 0xfe, '\n'}, StandardOpenOption.APPEND);
    file.append(entry(2), 10);
    assertThat(file.read()).hasSize(2);
  }

  @Test
  void namesThatNoFileMayHaveStayApart() {
    assertThat(file("../../etc").path().getParent()).isEqualTo(directory.resolve("health"));
    assertThat(file("a/b").path()).isNotEqualTo(file("a_b").path());
  }

  @Test
  void severalRunsAtOnceLoseNothing() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> runs = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int number = i;
        runs.add(
            () -> {
              file("prod").append(entry(number), 100);
              return null;
            });
      }
      for (var each : executor.invokeAll(runs)) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(file("prod").read()).hasSize(12);
  }

  @Test
  void theSlopeIsThatOfTheLineWhateverAFewWildPointsSay() {
    double[] x = new double[30];
    double[] y = new double[30];
    for (int i = 0; i < 30; i++) {
      x[i] = i;
      y[i] = 40 + 2 * i + (i % 6 == 0 ? 1000 : 0);
    }
    TheilSen fit = TheilSen.fit(x, y).orElseThrow();
    assertThat(fit.slope()).isCloseTo(2, within(0.2));
    assertThat(fit.at(30)).isCloseTo(100, within(8.0));
  }

  @Test
  void theConfidenceIntervalHoldsTheTrueSlopeAboutAsOftenAsItSays() {
    Random random = new Random(7);
    int held = 0;
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      double[] x = new double[20];
      double[] y = new double[20];
      for (int i = 0; i < 20; i++) {
        x[i] = i;
        y[i] = 0.5 * i + random.nextGaussian();
      }
      TheilSen fit = TheilSen.fit(x, y).orElseThrow();
      held += fit.least() <= 0.5 && fit.most() >= 0.5 ? 1 : 0;
    }
    assertThat(held / (double) runs).isBetween(0.93, 0.99);
  }

  @Test
  void nothingIsForetoldFromTooLittle() {
    assertThat(Trend.of(points(9, Duration.ofDays(1), i -> 50 + i)).why()).contains("n = 9");
    assertThat(Trend.of(points(40, Duration.ofHours(1), i -> 50 + i)).why())
        .contains("within 39 h");
    assertThat(Trend.of(List.of()).reaches(100)).isEmpty();
  }

  @Test
  void nothingIsForetoldFromWhatDoesNotSurelyGrow() {
    Random random = new Random(3);
    Trend noise = Trend.of(points(60, Duration.ofDays(1), i -> 50 + random.nextGaussian()));
    assertThat(noise.reaches(100)).isEmpty();
    assertThat(Trend.of(points(60, Duration.ofDays(1), i -> 90 - i)).reaches(100)).isEmpty();
    assertThat(Trend.of(points(60, Duration.ofDays(1), i -> 50)).reaches(100)).isEmpty();
    // A saw grows for a while again and again: no line.
    Trend saw = Trend.of(points(60, Duration.ofDays(1), i -> 50 + 8 * (i % 6) + 0.2 * i));
    assertThat(saw.reaches(100)).as("%s", saw).isEmpty();
    // Ten days say nothing of what is a year away.
    assertThat(Trend.of(points(11, Duration.ofDays(1), i -> 50 + 0.1 * i)).reaches(100)).isEmpty();
  }

  @Test
  void aFullDiskIsForetoldWithItsInterval() {
    Random random = new Random(5);
    Trend trend =
        Trend.of(points(30, Duration.ofDays(1), i -> 59 + i + 0.5 * random.nextGaussian()));
    Trend.Forecast forecast = trend.reaches(100).orElseThrow();
    assertThat(forecast.days()).isCloseTo(12, within(1.0));
    assertThat(forecast.earliest()).isLessThan(forecast.days());
    assertThat(forecast.latest()).isGreaterThan(forecast.days());
    assertThat(forecast.text()).matches("in about 1[123] days \\(1\\d to 1\\d, n = 30\\)");
  }

  @Test
  void manyPointsAreThinnedOutAndGiveTheSameSlope() {
    Trend trend = Trend.of(points(5000, Duration.ofHours(1), i -> 10 + i / 240.0));
    assertThat(trend.fit().points()).isEqualTo(100);
    assertThat(trend.fit().slope()).isCloseTo(0.1, within(0.001));
    assertThat(trend.samples()).isEqualTo(5000);
  }

  @Test
  void theReportSaysWhenSequencesEndAndHowADatabaseGrows() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(
        database, "CREATE TABLE t (id serial); SELECT setval('t_id_seq', 1460288880)"); // 68 %
    Health health = Health.of(directory, server.url(database));
    double size = Health.value(health.lane(), "database_size");
    HistoryFile file = health.history();
    Files.delete(file.path());
    for (int i = 29; i > 0; i--) {
      file.append(
          new HistoryEntry(
              Instant.now().minus(Duration.ofDays(i)),
              "r" + i,
              "",
              Map.of("sequences", 68.0 - 2 * i, "database_size", size - 0.0001 * i),
              Map.of(),
              Map.of()),
          100);
    }
    LaneReport lane = health.lane();
    assertThat(lane.facts())
        .extracting(Fact::label)
        .contains("Health", "sequences", "database_size");
    assertThat(lane.facts().toString())
        .contains("sequence at its end in about 16 days", "n = 30")
        .contains("grows by");
    assertThat(lane.tables()).anyMatch(table -> table.title().equals("Trends"));
  }

  @Test
  void whereTheStateDirectoryCannotBeWrittenTheChecksRunAnyway() throws Exception {
    Files.writeString(directory.resolve("state"), "a file in the way");
    LaneReport lane = Health.of(directory, TestServer.of(17).url("postgres")).lane();
    assertThat(Health.findings(lane, "history")).contains("make the state directory writable");
    assertThat(Health.value(lane, "database_size")).isPositive();
  }

  @Test
  void boundsOfP95AreThoseThatTheCallsAllow() {
    StatementCounters before = new StatementCounters(1000, 5000, 100, 9000);
    Random random = new Random(1);
    double sum = 0;
    double squares = 0;
    double most = 0;
    double[] calls = new double[400];
    for (int i = 0; i < calls.length; i++) {
      calls[i] = Math.exp(random.nextGaussian()) * 10;
      sum += calls[i];
      squares += calls[i] * calls[i];
      most = Math.max(most, calls[i]);
    }
    java.util.Arrays.sort(calls);
    double p95 = calls[379];
    double total = 1000 * 5000.0 + sum;
    double all = 1000 * (100.0 * 100 + 5000.0 * 5000) + squares;
    double mean = total / 1400;
    StatementCounters now =
        new StatementCounters(1400, mean, Math.sqrt(all / 1400 - mean * mean), 9000);
    StatementCounters.Bounds bounds = now.since(before).orElseThrow();
    assertThat(bounds.calls()).isEqualTo(400);
    assertThat(bounds.mean()).isCloseTo(sum / 400, within(0.01));
    assertThat(p95).isBetween(bounds.least(), bounds.most());
    assertThat(bounds.most()).isLessThan(200);
    assertThat(new StatementCounters(10, 1, 0, 1).since(before)).as("it was reset").isEmpty();
  }

  @Test
  void callsThatPassedTheirOldNumberAfterAResetAreNoDifference() {
    StatementCounters before = new StatementCounters(1000, 1, 0, 2);
    StatementCounters now = new StatementCounters(1100, 10, 1, 12);
    assertThat(now.since(before)).as("100 ms on the average, of at most 12").isEmpty();
  }
}
