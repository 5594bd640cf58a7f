package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.PrometheusServer;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other programs read of a health report. */
class OutputsTest {
  /** A sample of the exposition format, its labels' values escaped. */
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-z_]+(\\{[a-z_]+=\"([^\"\\\\\\n"
              + "]|\\\\[\\\\\"n])*\"(,[a-z_]+=\"([^\"\\\\\\n"
              + "]|\\\\[\\\\\"n])*\")*\\})? -?[0-9.E-]+");

  @TempDir Path directory;

  private static OperationReport report(LaneReport... lanes) {
    return new OperationReport(
        "health",
        "Health",
        "run",
        "health.yaml",
        Instant.ofEpochSecond(1_700_000_000),
        Duration.ofMillis(1500),
        Duration.ZERO,
        Status.FAILED,
        List.of(lanes),
        List.of(),
        List.of());
  }

  private static LaneReport lane(String name, Status status, Measurement... measurements) {
    return new LaneReport(
        name,
        "",
        status,
        Duration.ZERO,
        Duration.ofSeconds(1),
        null,
        List.of(),
        List.of(),
        List.of(
            new CheckReport(
                "health",
                "connections",
                status,
                "below 80 %",
                "95 % | of\nall",
                Duration.ZERO,
                "do something")),
        List.of(Measurement.table(List.of(measurements))),
        List.of());
  }

  private static final Measurement CONNECTIONS =
      new Measurement("health", "connections", "", 95.0, Unit.PERCENT, 80.0, 90.0, Level.CRITICAL);

  @Test
  void namesAreEscapedAndUnitsAreBaseUnits() {
    String text =
        PrometheusText.of(
            report(
                lane(
                    "pro\"d\\\n",
                    Status.FAILED,
                    CONNECTIONS,
                    new Measurement("health", "wal_size", "", 0.5, Unit.GIB, null, null, Level.OK),
                    new Measurement(
                        "health", "sequences", "", null, Unit.PERCENT, 75.0, 90.0, Level.UNKNOWN),
                    new Measurement("query", "own", "", 7.0, Unit.RATIO, 8.0, null, Level.OK))));
    assertThat(text)
        .contains("orchestrate_health_connections_ratio{environment=\"pro\\\"d\\\\\\n\"} 0.95\n")
        .contains("orchestrate_health_wal_size_bytes{environment=\"pro\\\"d\\\\\\n\"} 536870912\n")
        .contains("check=\"sequences\"} 3\n")
        .contains("orchestrate_health_query_value{environment=\"pro\\\"d\\\\\\n\",check=\"own\"} 7")
        .contains("orchestrate_health_run_timestamp_seconds 1700000000\n")
        .doesNotContain("sequences_ratio");
  }

  @Test
  void theNagiosLineNamesTheWorstAndItsPerformanceData() {
    NagiosLine line =
        NagiosLine.of(
            report(
                lane("it's prod", Status.FAILED, CONNECTIONS),
                lane(
                    "dev",
                    Status.PASSED,
                    new Measurement(
                        "health", "cache_hit", "", 99.5, Unit.PERCENT, 95.0, 85.0, Level.OK))));
    assertThat(line.level().exitCode()).isEqualTo(2);
    assertThat(line.text())
        .isEqualTo(
            "HEALTH CRITICAL - 1 of 2 healthy; it's prod: connections 95 %   of all |"
                + " 'it''s prod connections'=95%;80;90;0;100"
                + " 'dev cache_hit'=99.5%;95:;85:;0;100");
  }

  private static Measurement measurement(String check, Unit unit, double value) {
    return new Measurement("health", check, "", value, unit, null, null, Level.OK);
  }

  @Test
  void everyUnitIsABaseUnitThere() {
    String text =
        PrometheusText.of(
            report(
                lane(
                    "prod",
                    Status.PASSED,
                    measurement("deadlocks", Unit.PER_HOUR, 1800),
                    measurement("temp_files", Unit.GIB_PER_HOUR, 3600),
                    measurement("lock_wait", Unit.SECONDS, 1.5),
                    measurement("load", Unit.RATIO, 0.25),
                    new Measurement("health", "disk", "/", 10.0, Unit.PERCENT, 5.0, 9.0, Level.OK),
                    new Measurement(
                        "health", "disk", "/x", 50.0, Unit.PERCENT, 5.0, 9.0, Level.WARNING),
                    new Measurement("freshness", "own", "", 9.0, Unit.SECONDS, 8.0, null, Level.OK),
                    new Measurement("query", "a\nb", "", 1.0, Unit.RATIO, 8.0, null, Level.OK))));
    assertThat(text)
        .contains("health_deadlocks_per_second{environment=\"prod\"} 0.5\n")
        .contains("health_temp_files_bytes_per_second{environment=\"prod\"} 1073741824\n")
        .contains("health_lock_wait_seconds{environment=\"prod\"} 1.5\n")
        .contains("health_load{environment=\"prod\"} 0.25\n")
        .contains("health_disk_ratio{environment=\"prod\",object=\"/x\"} 0.5\n")
        .contains("health_freshness_age_seconds{environment=\"prod\",check=\"own\"} 9\n")
        .contains("check=\"a\\nb\"} 1\n")
        .as("a check is as bad as the worst that it measured")
        .contains("check_state{environment=\"prod\",kind=\"health\",check=\"disk\"} 1\n");
  }

  @Test
  void performanceDataSaysUnitsAndOnWhichSideOfALimitIsBad() {
    String line =
        NagiosLine.of(
                report(
                    lane(
                        "p",
                        Status.PASSED,
                        new Measurement(
                            "health", "wal_size", "", 0.5, Unit.GIB, 1.0, 2.0, Level.OK),
                        new Measurement("quota", "od=ds", "", 7.0, Unit.RATIO, 5.0, null, Level.OK),
                        new Measurement(
                            "query", "workers", "", 3.0, Unit.RATIO, 2.0, 1.0, Level.OK),
                        measurement("lock_wait", Unit.SECONDS, 0.1234567))))
            .text();
    assertThat(line)
        .endsWith(
            " | 'p wal_size'=536870912B;1073741824;2147483648;0;"
                + " 'p od ds'=7;5:;;0;"
                + " 'p workers'=3;2:;1:;0;"
                + " 'p lock_wait'=0.123457s;;;0;");
  }

  @Test
  void theFirstFiveProblemsAreTheWorstAndTheLineIsOne() {
    CheckReport warning = check("w", Status.PASSED, "warning: 72 %");
    List<CheckReport> checks =
        List.of(
            warning,
            check("u", Status.UNKNOWN, "unknown:\u0007 no | answer"),
            check("fine", Status.PASSED, "3 %"),
            warning,
            warning,
            warning,
            warning,
            check("f", Status.FAILED, "95\n%"));
    LaneReport lane = withChecks("prod", checks);
    assertThat(NagiosLine.of(report(lane)).text())
        .contains(
            "; prod: f 95 %; prod: u unknown:  no   answer; prod: w warning: 72 %; prod: w warning:"
                + " 72 %; prod: w warning: 72 %; and 2 more")
        .doesNotContain("fine");
    assertThat(HealthLevels.problems(report(lane))).hasSize(7).doesNotContain("prod: fine 3 %");
  }

  private static CheckReport check(String name, Status status, String found) {
    return new CheckReport("health", name, status, "", found, Duration.ZERO, null);
  }

  private static LaneReport withChecks(String name, List<CheckReport> checks) {
    return new LaneReport(
        name,
        "",
        Status.FAILED,
        Duration.ZERO,
        Duration.ofSeconds(1),
        null,
        List.of(),
        List.of(),
        checks,
        List.of(),
        List.of());
  }

  @Test
  void aLaneWhoseBranchBrokeIsNotHealthy() {
    LaneReport broken =
        new LaneReport(
            "x",
            "",
            Status.UNKNOWN,
            Duration.ZERO,
            Duration.ZERO,
            "lost",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(NagiosLine.of(report(broken)).level()).isEqualTo(Level.UNKNOWN);
    assertThat(NagiosLine.of(report()).level()).isEqualTo(Level.UNKNOWN);
  }

  @Test
  void aWarningPassesAndIsSaid() {
    LaneReport lane =
        lane(
            "prod",
            Status.PASSED,
            new Measurement("health", "disk", "/", 72.0, Unit.PERCENT, 70.0, 85.0, Level.WARNING));
    assertThat(NagiosLine.of(report(lane)).level().exitCode()).isEqualTo(1);
  }

  @Test
  void aRealReportIsWellFormedAndEveryNameStandsOnce() throws Exception {
    Health health =
        new Health(directory)
            .keys("deadline: 30s")
            .environment("a", TestServer.of(17).url("postgres"));
    health.environment("b", TestServer.of(18).url("postgres"));
    OperationReport report = health.run();
    String text = PrometheusText.of(report);
    Set<String> named = new HashSet<>();
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        assertThat(named.add(line.split(" ", -1)[2])).as(line).isTrue();
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        assertThat(line).matches(SAMPLE);
        assertThat(named).contains(line.split("[{ ]", 2)[0]);
      }
    }
    assertThat(new HashSet<>(List.of(text.split("\n", -1)))).hasSize(text.split("\n", -1).length);
    assertThat(text).contains("orchestrate_health_memory_ratio", "orchestrate_health_state");
    assertThat(NagiosLine.of(report).text()).startsWith("HEALTH ").doesNotContain("\n");
  }

  @Test
  void prometheusOwnCheckerFindsNothingWrong() throws Exception {
    Path promtool = PrometheusServer.program("promtool");
    Health health = Health.of(directory, TestServer.of(17).url("postgres")).keys("deadline: 30s");
    Path metrics = directory.resolve("health.prom");
    Files.writeString(metrics, PrometheusText.of(health.run()));

    Process checker =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectInput(metrics.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(checker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEmpty();
    assertThat(checker.waitFor()).isZero();
  }

  @Test
  void aPlanTravelsAndOneLaneOfItStandsForItself() throws Exception {
    Health health =
        new Health(directory)
            .keys("deadline: 30s")
            .environment("a", "postgresql://u@h/d")
            .environment("b", "postgresql://u@h/d");
    HealthPlan plan = health.plan();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(plan.of("b"));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      HealthPlan read = (HealthPlan) in.readObject();
      assertThat(read.lanes()).extracting(lane -> lane.name()).containsExactly("b");
    }
    assertThat(plan.of("machine").lanes()).hasSize(1);
    assertThat(HealthLimit.of("connections")).contains(HealthLimit.CONNECTIONS);
  }
}
