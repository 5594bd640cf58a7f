package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The user's own checks, freshness, services, variables and quotas. */
class OwnChecksTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);

  private Health health() {
    return Health.of(directory, server.url("postgres"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 3|OK",
        "select 5.0|WARNING",
        "select 1e3|CRITICAL",
        "select 1e400|UNKNOWN",
        "select null::int|UNKNOWN",
        "select 'many'|UNKNOWN",
        "select 1 where false|UNKNOWN",
        "select 1 from generate_series(1, 2)|UNKNOWN",
        "select nothing|UNKNOWN",
        "set work_mem = '1MB'|UNKNOWN",
      })
  void aNumberIsHeldAgainstItsLimits(String sql, Level level) throws Exception {
    LaneReport lane =
        health()
            .with("queries: [{name: own, sql: \"" + sql + "\", warning: 5, critical: 10}]")
            .lane();
    assertThat(Health.level(lane, "own")).isEqualTo(level);
  }

  @Test
  void aQueryThatWritesIsRefusedByTheServer() throws Exception {
    String database = server.createDatabase();
    server.execute(database, "CREATE TABLE visits (id int)");
    LaneReport lane =
        Health.of(directory, server.url(database))
            .with(
                "queries: [{name: own, warning: 5, sql: 'WITH new AS (INSERT INTO visits VALUES"
                    + " (1) RETURNING id) SELECT count(*) FROM new'}]")
            .lane();

    assertThat(Health.check(lane, "own").found()).contains("read-only transaction");
  }

  @Test
  void aQueryGetsNoMoreTimeThanIsLeftForAll() throws Exception {
    long begin = System.nanoTime();
    LaneReport lane =
        health()
            .with(
                "deadline: 6s, statement_timeout: 5s, queries: [{name: slow, warning: 5, sql:"
                    + " 'SELECT 1 FROM pg_sleep(4)'}, {name: slower, warning: 5, sql: 'SELECT 1"
                    + " FROM pg_sleep(30)'}]")
            .lane();

    assertThat(Health.level(lane, "slow")).isEqualTo(Level.OK);
    assertThat(Health.level(lane, "slower")).isEqualTo(Level.UNKNOWN);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  void smallNumbersCanBeTheBadOnes() throws Exception {
    LaneReport lane =
        health()
            .with(
                "queries: [{name: workers, sql: 'select 2', warning: 4, critical: 1,"
                    + " lower_is_worse: true}]")
            .lane();
    assertThat(Health.level(lane, "workers")).isEqualTo(Level.WARNING);
  }

  @Test
  void theAgeOfATimestampWithTimeZoneIsTheSameInEveryZone() throws Exception {
    LaneReport lane =
        health()
            .with(
                "freshness: [{name: games, sql: \"select set_config('TimeZone', 'Asia/Tokyo',"
                    + " true)::text is not null, 1 limit 0\", warning: 1h},"
                    + " {name: moment, sql: \"select now() - interval '3 hours'\", warning: 2h,"
                    + " critical: 48h}]")
            .lane();
    assertThat(Health.level(lane, "games")).isEqualTo(Level.UNKNOWN);
    assertThat(Health.value(lane, "moment")).isCloseTo(3 * 3600, within(60.0));
    assertThat(Health.level(lane, "moment")).isEqualTo(Level.WARNING);
    assertThat(Health.check(lane, "moment").found()).contains("3 hours since 20");
  }

  @Test
  void aTimestampWithoutTimeZoneIsUnknownUnlessToldWhichZone() throws Exception {
    String local = "select (now() at time zone 'America/New_York') - interval '1 hour'";
    LaneReport lane =
        health()
            .with(
                "freshness: [{name: untold, sql: \""
                    + local
                    + "\", warning: 2h}, {name: told, sql: \""
                    + local
                    + "\", zone: America/New_York, warning: 2h}, {name: wrong, sql: \"select (now()"
                    + " at time zone 'Asia/Tokyo')\", zone: UTC, warning: 2h}, {name: nothing, sql:"
                    + " 'select null::timestamptz', warning: 2h}, {name: text, sql: \"select"
                    + " 'now'\", warning: 2h}, {name: forever, sql: \"select"
                    + " 'infinity'::timestamptz\", warning: 2h}]")
            .lane();
    assertThat(Health.check(lane, "untold").found())
        .contains("timestamp without time zone", "zone: NAME");
    assertThat(Health.value(lane, "told")).isCloseTo(3600, within(60.0));
    assertThat(Health.level(lane, "told")).isEqualTo(Level.OK);
    assertThat(Health.check(lane, "wrong").found()).contains("lies in the future");
    assertThat(Health.unknown(lane)).contains("untold", "wrong", "nothing", "text", "forever");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "echo 'DISK OK - fine|/=5%'; exit 0 #OK #DISK OK - fine",
        "exit 1 #WARNING #exit code 1",
        "echo broken; exit 2 #CRITICAL #broken",
        "exit 3 #UNKNOWN #exit code 3",
        "exit 42 #UNKNOWN #exit code 42",
        "sleep 20 #UNKNOWN #did not end within 1 s",
        "no_such_program #UNKNOWN #not there",
        "test $PGDATABASE = postgres #OK #OK",
      })
  void aCommandEndsAsANagiosPluginDoes(String command, Level level, String text) throws Exception {
    LaneReport lane =
        health()
            .with(
                "commands: [{name: own, timeout: 1s, command: '"
                    + command.replace("'", "''")
                    + "'}]")
            .lane();
    assertThat(Health.level(lane, "own")).isEqualTo(level);
    assertThat(Health.check(lane, "own").found()).contains(text).doesNotContain("/=5%");
  }

  /** The lane of the machine, which stands behind that of the environment. */
  private LaneReport machine(Health health) throws Exception {
    return health.run().lanes().get(1);
  }

  @Test
  void theMachineIsLookedAtOnceForAllEnvironments() throws Exception {
    Health health =
        new Health(directory)
            .environment("a", server.url("postgres"))
            .environment("b", server.url("postgres"))
            .environment("machine", server.url("postgres"))
            .keys("machine: {disks: [/, /tmp, /does/not/exist]}, skip: [load]");
    var lanes = health.run().lanes();
    assertThat(lanes).extracting(LaneReport::name).containsExactly("a", "b", "machine", "machine'");
    LaneReport machine = lanes.get(3);
    assertThat(Health.value(machine, "memory")).isBetween(1.0, 100.0);
    assertThat(Health.value(machine, "disk")).isBetween(0.1, 100.0);
    assertThat(Health.check(machine, "disk").found()).contains("/does/not/exist");
    assertThat(Health.level(machine, "disk")).isIn(Level.UNKNOWN, Level.CRITICAL);
    assertThat(machine.checks()).noneMatch(check -> check.name().equals("load"));
  }

  @Test
  void diskAndInodesAreThoseThatDfTells() throws Exception {
    Process df = new ProcessBuilder("df", "-P", "/").start();
    String[] lines =
        new String(df.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .split("\n", -1);
    double used = Double.parseDouble(lines[1].split("\\s+", -1)[4].replace("%", ""));
    LaneReport lane = machine(health().keys("limits: {disk: {warning: 0.01, critical: 100}}"));
    assertThat(Health.value(lane, "disk")).isCloseTo(used, within(1.01));
    assertThat(Health.level(lane, "disk")).isEqualTo(Level.WARNING);
    assertThat(Health.findings(lane, "disk")).contains("expand the volume");
    assertThat(Health.check(lane, "inodes").status()).isEqualTo(Status.PASSED);
  }

  @Test
  void afterTheDeadlineNobodyAsksTheMachineNorItsServices() throws Exception {
    LaneReport lane =
        machine(
            health()
                .keys(
                    "machine: {check: true}, services: [{systemd: nginx}], quotas: [{name: odds,"
                        + " url: 'https://odds.example/', header: left, warning: 1}]")
                .quotas(new SlowProbe())
                .startedBefore(Duration.ofMinutes(1)));
    assertThat(lane.checks())
        .hasSize(6)
        .allMatch(check -> check.status() == Status.UNKNOWN)
        .allMatch(check -> check.found().contains("did not run before the deadline"));
  }

  @Test
  void aCancelledRunKnowsNothingOfTheMachine() throws Exception {
    Health health = health().keys("machine: {check: true}, services: [{systemd: nginx}]");
    health.cancellation().cancel("somebody aborted");
    LaneReport lane = machine(health);
    assertThat(lane.status()).isEqualTo(Status.CANCELLED);
    assertThat(lane.checks()).allMatch(check -> check.status() == Status.UNKNOWN);
    assertThat(Health.check(lane, "memory").found()).contains("somebody aborted");
  }

  @Test
  void aServersProcessIsOneThatSaysForWhomItWorks() throws Exception {
    Path process = Files.createDirectories(directory.resolve("proc/77"));
    Files.writeString(process.resolve("cmdline"), "postgres: app orders 127.0.0.1(5) SELECT\0");
    MachineChecks here = new MachineChecks(directory.resolve("proc"), 1);
    assertThat(here.runs(77, "app", "orders")).isTrue();
    assertThat(here.runs(77, "app", "other")).isFalse();
    assertThat(here.runs(77, "other", "orders")).isFalse();
    assertThat(here.runs(78, "app", "orders")).isFalse();
  }

  @Test
  void whatACommandSaysIsCut() {
    String text = CommandChecks.ofUnit(0, "x".repeat(301)).text();
    assertThat(text).isEqualTo("x".repeat(300) + "…");
    assertThat(CommandChecks.ofUnit(0, "x".repeat(300)).text()).hasSize(300);
  }

  @Test
  void aProcessOfAnotherProgramOrUserIsNotTheServers() {
    MachineChecks here = MachineChecks.ofThisMachine();
    assertThat(here.runs((int) ProcessHandle.current().pid(), "postgres", "postgres")).isFalse();
  }

  @Test
  void aPasswordThatACommandPrintsIsNowhereInTheReport() throws Exception {
    String url = server.url("postgres").replace("postgres@", "postgres:printed-pw-77@");
    var report =
        Health.of(directory, url)
            .with("commands: [{name: own, command: 'echo it is printed-pw-77; exit 2'}]")
            .run();
    LaneReport lane = report.lanes().get(0);
    assertThat(Health.findings(lane, "command")).contains("it is ********");
    assertThat(report.toString() + PrometheusText.of(report) + NagiosLine.of(report))
        .doesNotContain("printed-pw-77");
  }

  @Test
  void elsewhereThanOnLinuxMemoryAndLoadAreUnknown() {
    MachineChecks other = new MachineChecks(directory.resolve("no-proc"), 4);
    assertThat(other.memory().unknown()).contains("meminfo");
    assertThat(other.load().unknown()).contains("loadavg");
    assertThat(other.runs(1, "u", "d")).isFalse();
  }

  @Test
  void theDataDirectorysDiskIsLookedAtOnlyWhereTheServerRuns() throws Exception {
    LaneReport lane = health().lane();
    assertThat(Health.check(lane, "disk").found()).contains("data directory /");
    assertThat(Health.level(lane, "disk")).isNotIn(Level.SKIPPED, Level.UNKNOWN);
  }

  @Test
  void servicesAreUnknownWhereTheirToolIsNotThere() throws Exception {
    LaneReport lane =
        machine(
            health()
                .keys(
                    "machine: {check: false}, services: [{compose: c.yaml}, {kubernetes:"
                        + " deployment/web, namespace: shop}, {systemd: nginx}]")
                .variable("PATH", "/nowhere"));
    assertThat(Health.unknown(lane)).containsExactly("c.yaml", "deployment/web", "nginx");
    assertThat(Health.check(lane, "c.yaml").found()).contains("no docker");
  }

  @Test
  void aToolIsCalledWithQuotedNamesAndUnderstood() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    script(
        bin,
        "docker",
        """
        [ "$3" = "it's.yaml" ] || exit 9
        echo '{"Service":"db","State":"running","Health":"healthy"}'
        echo '{"Service":"etl","State":"exited","ExitCode":1}'
        """);
    script(bin, "kubectl", "echo 'error: timed out waiting for the condition'; exit 1");
    script(bin, "systemctl", "echo active");
    LaneReport lane =
        machine(
            health()
                .keys(
                    "machine: {check: false}, services: [{compose: \"it's.yaml\"}, {kubernetes:"
                        + " deployment/web}, {systemd: nginx}]")
                .variable("PATH", bin + ":" + System.getenv("PATH")));
    assertThat(Health.level(lane, "it's.yaml")).isEqualTo(Level.CRITICAL);
    assertThat(Health.check(lane, "it's.yaml").found()).contains("etl is exited");
    assertThat(Health.level(lane, "deployment/web")).isEqualTo(Level.CRITICAL);
    assertThat(Health.level(lane, "nginx")).isEqualTo(Level.OK);
  }

  private static void script(Path bin, String name, String body) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|[{\"Service\":\"a\",\"State\":\"running\",\"Health\":\"\"}]|OK",
        "0|{\"Service\":\"a\",\"State\":\"running\",\"Health\":\"starting\"}|WARNING",
        "0|{\"Service\":\"a\",\"State\":\"running\",\"Health\":\"unhealthy\"}|CRITICAL",
        "0|{\"Service\":\"a\",\"State\":\"exited\",\"ExitCode\":0}|WARNING",
        "0|{\"Service\":\"a\",\"State\":\"restarting\"}|CRITICAL",
        "0|{\"Service\":\"a\",\"State\":\"exited\"}|CRITICAL",
        "0|[]|CRITICAL",
        "0|''|CRITICAL",
        "0|NAME  STATUS|UNKNOWN",
        "1|Cannot connect to the Docker daemon|UNKNOWN",
        "0|'time=\"2026-01-01T00:00:00Z\" level=warning msg=\"`version` is obsolete\"\n"
            + "{\"Service\":\"a\",\"State\":\"running\"}'|OK",
        "0|'WARN[0000] x.yaml: `version` is obsolete\n[]'|CRITICAL",
      })
  void composeTellsOfItsServicesInJson(int code, String output, Level level) {
    assertThat(CommandChecks.ofCompose(code, output).level()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "0,active,OK",
    "3,inactive,CRITICAL",
    "3,failed,CRITICAL",
    "3,activating,WARNING",
    "4,unknown,UNKNOWN",
    "1,System has not been booted with systemd,UNKNOWN"
  })
  void systemdSaysInAWordHowAUnitIs(int code, String output, Level level) {
    assertThat(CommandChecks.ofUnit(code, output).level()).isEqualTo(level);
  }

  @Test
  void aVariableThatIsNotSetIsCriticalAndItsValueIsShownNowhere() throws Exception {
    LaneReport lane =
        machine(
            health()
                .keys("machine: {check: false}, variables: [ODDS_API_KEY, MISSING_KEY]")
                .variable("ODDS_API_KEY", "sesame-open"));
    assertThat(Health.level(lane, "ODDS_API_KEY")).isEqualTo(Level.OK);
    assertThat(Health.level(lane, "MISSING_KEY")).isEqualTo(Level.CRITICAL);
    assertThat(lane.toString()).doesNotContain("sesame-open");
  }

  /** Answers as it was told, and wants the key. */
  record FixedProbe(@Nullable String answer) implements QuotaProbe {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<String> remaining(
        Quota quota, @Nullable String key, Duration timeout, Cancellation cancellation) {
      assertThat(key).isEqualTo("sesame-open");
      return Optional.ofNullable(answer);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "5000,OK",
    "500,WARNING",
    "3,CRITICAL",
    "none,UNKNOWN",
    "NaN,UNKNOWN",
    "Infinity,UNKNOWN",
    ",UNKNOWN"
  })
  void aQuotaIsWhatTheHeaderSays(@Nullable String answer, Level level) throws Exception {
    LaneReport lane =
        machine(
            health()
                .keys(
                    "machine: {check: false}, quotas: [{name: odds, url:"
                        + " 'https://odds.example/?key={key}', header: x-requests-remaining,"
                        + " key_variable: ODDS_API_KEY, warning: 1000, critical: 100}]")
                .variable("ODDS_API_KEY", "sesame-open")
                .quotas(new FixedProbe(answer)));
    assertThat(Health.level(lane, "odds")).isEqualTo(level);
  }

  /** Answers after a while. */
  record SlowProbe() implements QuotaProbe {
    private static final long serialVersionUID = 1L;

    @Override
    public Optional<String> remaining(
        Quota quota, @Nullable String key, Duration timeout, Cancellation cancellation)
        throws IOException {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      return Optional.of("5000");
    }
  }

  @Test
  void servicesAndQuotasAreAskedSideBySideAndToldInTheirOrder() throws Exception {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    script(bin, "systemctl", "sleep 1; echo active");
    StringBuilder services = new StringBuilder();
    StringBuilder quotas = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      services.append(i == 0 ? "" : ", ").append("{systemd: unit").append(i).append("}");
      quotas
          .append(i == 0 ? "" : ", ")
          .append("{name: quota")
          .append(i)
          .append(", url: 'https://odds.example/', header: left, warning: 1}");
    }
    LaneReport lane =
        machine(
            health()
                .keys(
                    "machine: {check: false}, deadline: 3s, services: ["
                        + services
                        + "], quotas: ["
                        + quotas
                        + "]")
                .variable("PATH", bin + ":" + System.getenv("PATH"))
                .quotas(new SlowProbe()));
    assertThat(lane.checks())
        .extracting(CheckReport::name)
        .containsExactly(
            "unit0", "unit1", "unit2", "unit3", "quota0", "quota1", "quota2", "quota3");
    assertThat(lane.checks()).allMatch(check -> check.status() == Status.PASSED);
  }
}
