package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
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

  private final String lane = "prod";

  private HistoryDirectory history() {
    return HistoryDirectory.in(new StateDirectory(directory));
  }

  private static HistoryEntry entry(int number) {
    return new HistoryEntry(
        START.plus(Duration.ofHours(number)),
        "run-" + number,
        "db:5432/app",
        "epoch",
        Map.of("disk|/", 50.0 + number, "connections", 3.0, "memory", 4.0),
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
  void theFileIsBoundedAndOnlyTheLatestEntryKeepsWhatTheNextRunAloneNeeds() throws Exception {
    HistoryDirectory history = history();
    assertThat(history.read(lane)).isEmpty();
    for (int i = 0; i < 25; i++) {
      history.append(lane, entry(i), 10);
    }
    List<HistoryEntry> entries = history.read(lane);
    assertThat(entries).hasSize(10);
    assertThat(entries.get(0)).isEqualTo(entry(15).past());
    assertThat(entries.get(0).values()).containsOnlyKeys("disk|/", "connections");
    assertThat(entries.get(0).statements()).isEmpty();
    assertThat(entries.get(9)).isEqualTo(entry(24));
    assertThat(directory.resolve("health")).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aRunThatIsToldTwiceIsKeptOnce() throws Exception {
    history().append(lane, entry(1), 10);
    history().append(lane, entry(1), 10);

    assertThat(history().read(lane)).containsExactly(entry(1));
  }

  @Test
  void aDamagedLineIsLeftOutAndTheOthersCount() throws Exception {
    HistoryDirectory history = history();
    history.append(lane, entry(1), 10);
    Files.writeString(
        history.file(lane),
        "{\"time\":\"2026-01-0\n[1]\nnull\n\n{}\n\u0000\n",
        StandardOpenOption.APPEND);
    history.append(lane, entry(2), 10);
    assertThat(history.read(lane)).hasSize(2);
  }

  @Test
  void bytesThatAreNoTextDamageTheirLineOnly() throws Exception {
    HistoryDirectory history = history();
    history.append(lane, entry(1), 10);
    Files.write(
        history.file(lane),
        new byte[] {'{', (byte) 0xff, (byte) 0xfe, '\n'},
        StandardOpenOption.APPEND);
    history.append(lane, entry(2), 10);
    assertThat(history.read(lane)).hasSize(2);
  }

  @Test
  void namesThatNoFileMayHaveStayApart() {
    HistoryDirectory history = history();
    assertThat(history.file("../../etc").getParent()).isEqualTo(directory.resolve("health"));
    assertThat(history.file("a/b")).isNotEqualTo(history.file("a_b"));
    assertThat(history.file("x".repeat(5000)).getFileName().toString()).hasSizeLessThan(100);
    assertThat(history.file("Größe \u0000\n").getFileName().toString())
        .matches("[A-Za-z0-9_-]+\\.jsonl");
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
              history().append(lane, entry(number), 100);
              return null;
            });
      }
      for (var each : executor.invokeAll(runs)) {
        each.get();
      }
    } finally {
      executor.shutdown();
    }
    assertThat(history().read(lane)).hasSize(12);
  }

  @Test
  void environmentsThatAreGoneAreForgottenInTimeAndTheOthersAreNot() throws Exception {
    HistoryDirectory history = history();
    history.forget(START);
    history.append("gone", entry(1), 10);
    history.append(lane, entry(1), 10);
    Path notOurs = Files.writeString(directory.resolve("health/notes.txt"), "mine");
    Instant now = Instant.now();
    FileTime old = FileTime.from(now.minus(HistoryDirectory.KEPT).minusSeconds(60));
    Files.setLastModifiedTime(history.file("gone"), old);
    Files.setLastModifiedTime(notOurs, old);

    history.forget(now);

    assertThat(history.file("gone")).doesNotExist();
    assertThat(history.read(lane)).containsExactly(entry(1));
    assertThat(notOurs).exists();
    try (var files = Files.list(directory.resolve("health"))) {
      assertThat(files.filter(file -> file.toString().contains("gone"))).isEmpty();
    }
  }

  @Test
  void thePastTravelsToAMachineThatKeepsNothingAndItsEntryComesBack() throws Exception {
    HistoryDirectory kept = history();
    for (int i = 0; i < 500; i++) {
      kept.append(lane, entry(i), 500);
    }

    byte[] sent = sent(CarriedHistory.of(kept, lane));
    CarriedHistory there = (CarriedHistory) received(sent);

    assertThat(sent).as("500 runs").hasSizeLessThan(50_000);
    assertThat(there.read(lane)).isEqualTo(kept.read(lane));
    assertThat(there.added()).isEmpty();
    there.append(lane, entry(500), 500);
    assertThat(there.added().map(HistoryEntry::line).flatMap(HistoryEntry::parse))
        .contains(entry(500));
    assertThatThrownBy(() -> there.append("another", entry(500), 500))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPastThatCannotBeReadIsSaidWhereItIsWanted() throws Exception {
    Files.createDirectories(history().file(lane));

    CarriedHistory there = (CarriedHistory) received(sent(CarriedHistory.of(history(), lane)));

    assertThatThrownBy(() -> there.read(lane)).isInstanceOf(IOException.class);
  }

  private static byte[] sent(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.toByteArray();
  }

  private static Object received(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return in.readObject();
    }
  }

  @Test
  void anotherDatabaseOfTheSameNameHasAPastOfItsOwn() throws Exception {
    TestServer server = TestServer.of(17);
    Health first = Health.of(directory, server.url(server.createDatabase()));
    first.run();
    assertThat(Health.check(first.lane(), "cache_hit").found())
        .doesNotContain("nothing to compare with");

    LaneReport second = Health.of(directory, server.url(server.createDatabase())).lane();

    assertThat(Health.check(second, "cache_hit").found()).contains("nothing to compare with");
    assertThat(history("state").read(Health.ENVIRONMENT)).as("of both").hasSize(3);
  }

  private HistoryDirectory history(String state) {
    return HistoryDirectory.in(new StateDirectory(directory.resolve(state)));
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
    HistoryDirectory history = health.history();
    Files.delete(history.file(Health.ENVIRONMENT));
    for (int i = 29; i > 0; i--) {
      history.append(
          Health.ENVIRONMENT,
          new HistoryEntry(
              Instant.now().minus(Duration.ofDays(i)),
              "r" + i,
              "127.0.0.1:" + server.port() + "/" + database,
              "",
              Map.of("sequences", 68.0 - 2 * i, "database_size", size - 0.0001 * i),
              Map.of(),
              Map.of()),
          100);
    }
    LaneReport report = health.lane();
    assertThat(report.facts())
        .extracting(Fact::label)
        .contains("Health", "sequences", "database_size");
    assertThat(report.facts().toString())
        .contains("sequence at its end in about 16 days", "n = 30")
        .contains("grows by");
    assertThat(report.tables()).anyMatch(table -> table.title().equals("Trends"));
  }

  @Test
  void whereTheStateDirectoryCannotBeWrittenTheChecksRunAnyway() throws Exception {
    Files.writeString(directory.resolve("state"), "a file in the way");
    LaneReport report = Health.of(directory, TestServer.of(17).url("postgres")).lane();
    assertThat(Health.findings(report, "history")).contains("make the state directory writable");
    assertThat(Health.value(report, "database_size")).isPositive();
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
  void callsThatAllTakeTheSameHaveBoundsWhateverRoundingMakesOfThem() {
    for (int i = 1; i < 500; i++) {
      double mean = i / 7.0;
      StatementCounters before = new StatementCounters(3L * i, mean, 0, mean);
      StatementCounters now = new StatementCounters(3L * i + 25, mean, 0, mean);
      assertThat(now.since(before)).as("%s ms", mean).isPresent();
      assertThat(now.since(before).orElseThrow().least()).isCloseTo(mean, within(mean / 1000));
    }
  }

  @Test
  void callsThatPassedTheirOldNumberAfterAResetAreNoDifference() {
    StatementCounters before = new StatementCounters(1000, 1, 0, 2);
    StatementCounters now = new StatementCounters(1100, 10, 1, 12);
    assertThat(now.since(before)).as("100 ms on the average, of at most 12").isEmpty();
  }
}
