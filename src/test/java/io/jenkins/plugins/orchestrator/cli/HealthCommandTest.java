package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health from the command line, with the real engine and a real server. */
class HealthCommandTest {
  private static final String KEY = "s3same-open/sesame";

  @TempDir private Path directory;
  private final TestServer server = TestServer.of(17);

  private CommandRun run(String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("health", directory.resolve("databases.yaml").toString()),
                Stream.of(options))
            .toArray(String[]::new);
    return CommandRun.of(
        new EngineCalls(),
        directory,
        Map.of("PATH", System.getenv("PATH"), "ODDS_API_KEY", KEY),
        arguments);
  }

  /** Of what the server itself is like, which other tests use too, nothing is looked at. */
  private void configure(String url, String more) throws IOException {
    String skipped =
        Stream.of(io.jenkins.plugins.orchestrator.engine.config.HealthLimit.values())
            .map(io.jenkins.plugins.orchestrator.engine.config.HealthLimit::key)
            .filter(key -> !key.equals("database_size"))
            .reduce((all, key) -> all + ", " + key)
            .orElseThrow();
    Files.writeString(
        directory.resolve("databases.yaml"),
        "environments: {dev: {db_url: '%s'}}\nhealth: {machine: {check: false}, skip: [%s]%s}\n"
            .formatted(url, skipped, more.isEmpty() ? "" : ", " + more));
  }

  private void configure(String more) throws IOException {
    configure(server.url("postgres"), more);
  }

  private static String query(String number, String limits) {
    return "queries: [{name: mails, sql: 'select %s', %s}]".formatted(number, limits);
  }

  @Test
  void aHealthyDatabasePassesAndItsNumbersAreKept() throws Exception {
    configure("");
    CommandRun run = run("--report", "report");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(run.out()).contains("PASSED", "dev", "Report: report/report.html");
    assertThat(directory.resolve("report/report.json")).exists();
    assertThat(run().code()).isZero();
    try (Stream<Path> files = Files.list(directory.resolve("state/health"))) {
      Path history =
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      assertThat(Files.readAllLines(history)).hasSize(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1    | 0 | OK",
        "150  | 0 | WARNING",
        "250  | 1 | CRITICAL",
        "null | 3 | UNKNOWN",
      })
  void theExitCodeIsThatOfEveryCommandOrThatOfAPlugin(String number, int code, String level)
      throws Exception {
    configure(query(number, "warning: 100, critical: 200"));
    assertThat(run().code()).isEqualTo(code);
    CommandRun plugin = run("--nagios");
    assertThat(plugin.code())
        .isEqualTo(List.of("OK", "WARNING", "CRITICAL", "UNKNOWN").indexOf(level));
    assertThat(plugin.out().lines()).as("one line and nothing else").hasSize(1);
    assertThat(plugin.out()).startsWith("HEALTH " + level + " - ").contains("| 'dev ");
    assertThat(plugin.err()).as("progress, unless it is asked for").isEmpty();
  }

  @Test
  void aServerThatIsDownIsCritical() throws Exception {
    configure("postgresql://u:hunter2222@127.0.0.1:1/x", "");
    assertThat(run().code()).isEqualTo(1);
    CommandRun plugin = run("--nagios");
    assertThat(plugin.code()).isEqualTo(2);
    assertThat(plugin.out()).startsWith("HEALTH CRITICAL - ").doesNotContain("hunter2222");
  }

  @Test
  void toAPluginsCallerAMistakeIsUnknownAndALine() throws Exception {
    configure("limits: {disk: {warning: much}}, histori: 3");
    assertThat(run().code()).isEqualTo(2);
    CommandRun plugin = run("--nagios");
    assertThat(plugin.code()).isEqualTo(3);
    assertThat(plugin.out().lines()).hasSize(1);
    assertThat(plugin.out())
        .startsWith("HEALTH UNKNOWN - ")
        .contains("databases.yaml:2:", "(and 1 more)");
    assertThat(plugin.err()).contains("2 problems; nothing was touched");
    CommandRun arguments = run("--nagios", "--max-parallel", "0");
    assertThat(arguments.code()).isEqualTo(3);
    assertThat(arguments.out())
        .isEqualTo("HEALTH UNKNOWN - --max-parallel: found 0, expected 1 or more\n");
  }

  @Test
  void aRunThatTakesTooLongIsUnknownToAPluginsCaller() throws Exception {
    configure("commands: [{name: nap, command: 'sleep 61239', timeout: 60s}]");
    CommandRun plugin = run("--nagios", "--timeout", "1s");
    assertThat(plugin.code()).as(plugin.out() + plugin.err()).isEqualTo(3);
    assertThat(plugin.out()).startsWith("HEALTH UNKNOWN - ");
  }

  @Test
  void theFileForPrometheusTakesItsPlaceAsAWholeAndOthersMayReadIt() throws Exception {
    configure(query("7", "critical: 200"));
    Path file = Files.writeString(directory.resolve("postgres.prom"), "old");
    Path usual = Files.writeString(directory.resolve("usual"), "");
    CommandRun run = run("--prometheus", "postgres.prom");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("PASSED");
    assertThat(Files.readString(file))
        .contains("orchestrate_health_state{environment=\"dev\"} 0\n")
        .contains("orchestrate_health_query_value{environment=\"dev\",check=\"mails\"} 7\n")
        .doesNotContain("old");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("postgres.prom", "usual", "databases.yaml", "state");
    }
  }

  @Test
  void prometheusOnStandardOutputIsAllThatIsPrinted() throws Exception {
    configure("");
    CommandRun run = run("--prometheus", "-");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines())
        .isNotEmpty()
        .allMatch(line -> line.startsWith("# ") || line.startsWith("orchestrate_health_"));
  }

  @Test
  void bothForAPluginAndForPrometheus() throws Exception {
    configure("");
    CommandRun run = run("--nagios", "--prometheus", "a.prom");
    assertThat(run.code()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    assertThat(directory.resolve("a.prom")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--nagios --json                | 3 | exclude each other",
        "--prometheus - --json          | 2 | exclude each other",
        "--prometheus no/where.prom     | 2 | there is no directory",
        "--prometheus state             | 2 | found a directory",
        "--max-parallel 0               | 2 | found 0, expected 1 or more",
        "--environment prod             | 2 | no environment",
      })
  void saysWhatIsWrongBeforeAnythingIsAsked(String options, int code, String message)
      throws Exception {
    configure("");
    Files.createDirectories(directory.resolve("state"));
    CommandRun run = run(options.strip().split(" +"));
    assertThat(run.code()).isEqualTo(code);
    assertThat(run.err()).contains(message);
    assertThat(directory.resolve("state/health")).doesNotExist();
  }

  @Test
  void aQuotaIsAskedOfTheServiceAndItsKeyIsNowhere() throws Exception {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getQuery().equals("apiKey=" + KEY);
          exchange.getResponseHeaders().add("x-requests-remaining", "42");
          exchange.sendResponseHeaders(known ? 200 : 401, -1);
          exchange.close();
        });
    service.start();
    try {
      configure(
          "quotas: [{name: odds, url: 'http://127.0.0.1:%d/?apiKey={key}', header:"
                  .formatted(service.getAddress().getPort())
              + " x-requests-remaining, key_variable: ODDS_API_KEY, warning: 100, critical: 10}]");
      CommandRun run = run("--json", "--report", "report");
      assertThat(run.code()).as(run.err() + run.out()).isZero();
      assertThat(run.out()).contains("odds", "42");
      assertThat(run.out() + run.err() + Files.readString(directory.resolve("report/report.html")))
          .doesNotContain(KEY, "s3same-open%2Fsesame");
    } finally {
      service.stop(0);
    }
  }
}
