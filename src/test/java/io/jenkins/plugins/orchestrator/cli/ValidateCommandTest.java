package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments validated from the command line, with the real engine and a real server. */
class ValidateCommandTest {
  /** A number of seconds that no other process sleeps, by which a test's script is found. */
  private static final String NAP = "61237.5";

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void startADeployment() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          if (path.equals("/hang")) {
            return;
          }
          byte[] body = "{\"status\": \"ok\", \"version\": \"1.2\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(path.equals("/health") ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stopIt() {
    server.stop(0);
    threads.shutdownNow();
  }

  private CommandRun run(String... options) {
    String[] arguments =
        Stream.concat(
                Stream.of("validate", directory.resolve("deployments.yaml").toString()),
                Stream.of(options))
            .toArray(String[]::new);
    return CommandRun.of(
        new EngineCalls(),
        directory,
        Map.of("PATH", System.getenv("PATH"), "TOKEN", "s3same-open"),
        arguments);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void configure(String yaml) throws IOException {
    Files.writeString(directory.resolve("deployments.yaml"), yaml.replace("URL", url()));
  }

  @Test
  void everythingThatPassesIsSaidAndWritten() throws Exception {
    Files.createDirectories(directory.resolve("smoke"));
    Files.writeString(
        directory.resolve("smoke/login.sh"), "echo \"$1 $DEPLOYMENT_NAME\" > smoke/seen\n");
    configure(
        """
        health_check_endpoint: /health
        deployments:
          staging: {url: URL, smoke_tests: [smoke/login.sh]}
          production: {url: URL, version: {path: /health, json: $.version, expected: '1.2'}}
        """);
    CommandRun run = run("--report", "report");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(run.out())
        .contains("PASSED  All 2 environments passed", "Report: report/report.html");
    assertThat(run.err()).contains("[staging] tests passed", "[production] check passed");
    assertThat(Files.readString(directory.resolve("smoke/seen")))
        .as("a script runs in the working directory")
        .isEqualTo(url() + " staging\n");
    try (Stream<Path> files = Files.list(directory.resolve("report"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("report.json", "report.html", "junit.xml");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{url: URL, health_check_endpoint: /health}                                | 0",
        "{url: URL, health_check_endpoint: /other}                                 | 1",
        "{url: URL, version: {path: /nowhere, expected: '1.2'}}                    | 3",
        "{url: URL, health_check_endpoint: /other, version: {path: /a, expected: b}} | 1",
        "{url: 'http://nowhere.invalid', health_check_endpoint: /health}           | 1",
        "{url: 'http://127.0.0.1:1', health_check_endpoint: /health}               | 1",
      })
  void exitsByWhatIsKnown(String deployment, int code) throws Exception {
    configure("deployments: {only: " + deployment + "}");
    CommandRun run = run();
    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(code);
  }

  @Test
  void allMistakesAreNamedAtOnceAndNothingIsAsked() throws Exception {
    configure(
        """
        max_parallel: zero
        deployments:
          a: {url: URL, health_check_endpoint: /health, smoke_test: [x.sh]}
          b: {url: 'ftp://host'}
          c: {url: URL, slo: {p95: soon}}
        """);
    CommandRun run = run("--report", "report");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(
            "deployments.yaml:1:15: max_parallel",
            "deployments.yaml:3:",
            "did you mean \"smoke_tests\"?",
            "deployments.yaml:4:",
            "deployments.c.slo.p95: found \"soon\"",
            "nothing was touched");
    assertThat(requests).hasValue(0);
    assertThat(directory.resolve("report")).doesNotExist();
  }

  @Test
  void aPlanNamesWhatWouldBeAskedAndAsksNothing() throws Exception {
    configure(
        """
        deployments:
          staging:
            url: URL
            purpose: The last stop
            health_checks: [{path: /health, retries: 2}]
            smoke_tests: [{script: a.sh, group: login}]
            slo: {error_rate: 1%, probe: {path: /, requests: 300, rate: 10}}
            version: {path: /version, expected: '${TOKEN}'}
            headers: {X-Api-Key: '${TOKEN}'}
        """);
    CommandRun run = run("--plan");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "nothing is asked",
            "staging - The last stop",
            "health         GET /health (up to 2 retries)",
            "smoke test     bash a.sh (group login)",
            "service level  300 requests of / in 30.0 s, 10 in a second",
            "version        /version says ")
        .doesNotContain("s3same-open");
    assertThat(requests).hasValue(0);
  }

  @Test
  void onlyTheDeploymentsThatAreNamedTakePart() throws Exception {
    configure(
        """
        health_check_endpoint: /health
        deployments: {a: {url: URL}, b: {url: URL}, c: {url: URL}}
        """);
    JsonNode report = new ObjectMapper().readTree(run("--json", "--deployment", "a,c").out());
    assertThat(report.path("lanes").findValuesAsText("name"))
        .contains("a", "c")
        .doesNotContain("b");
    assertThat(requests).hasValue(2);
    CommandRun unknown = run("-e", "d");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("no deployment \"d\", which was asked for");
  }

  @Test
  void aRunThatTakesTooLongIsCancelledAndReported() throws Exception {
    configure("deployments: {a: {url: URL, health_checks: [{path: /hang, timeout: 60s}]}}");
    CommandRun run = run("--timeout", "700ms", "--report", "report");
    assertThat(run.code()).as(run.err() + run.out()).isEqualTo(1);
    assertThat(run.out()).contains("CANCELLED");
    assertThat(directory.resolve("report/report.json")).exists();
  }

  @Test
  void ctrlCEndsScriptsAndRequestsAndWritesTheReport() throws Exception {
    Files.writeString(
        directory.resolve("stubborn.sh"), "trap '' TERM INT\nsleep " + NAP + " &\nwait\nwait\n");
    configure(
        """
        deployments:
          good: {url: URL, health_check_endpoint: /health}
          hangs: {url: URL, health_checks: [{path: /hang, timeout: 90s}]}
          stubborn: {url: URL, smoke_tests: [stubborn.sh]}
        """);
    OrchestrateProcess orchestrate = new OrchestrateProcess(directory);
    Process process = orchestrate.start("validate", "deployments.yaml", "--report", "report");
    awaitTrue(() -> naps() > 0 && orchestrate.err().contains("[good] passed"));
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(process.exitValue()).as(orchestrate.err()).isEqualTo(130);
    assertThat(naps()).as("scripts that are left").isZero();
    assertThat(orchestrate.out()).contains("CANCELLED", "1 of 3 environments had passed");
    assertThat(directory.resolve("report/report.html")).exists();
  }

  private static long naps() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(NAP))
        .count();
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void awaitTrue(Condition condition) throws Exception {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(until);
      Thread.sleep(50);
    }
  }

  /** With a fifth of the memory that the command has, of which the report needs the most. */
  @Test
  void thousandsOfDeploymentsInOneFileTakeFewThreadsAndLittleMemory() throws Exception {
    StringBuilder yaml = new StringBuilder("health_check_endpoint: /health\ndeployments:\n");
    for (int i = 0; i < 2000; i++) {
      yaml.append("  d").append(i).append(": {url: 'URL'}\n");
    }
    configure(yaml.toString());
    OrchestrateProcess orchestrate = new OrchestrateProcess(directory);
    Process process =
        orchestrate.start(
            java.util.List.of("-Xmx96m"),
            "validate",
            "deployments.yaml",
            "--report",
            "report",
            "--progress",
            "none");
    long most = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      most = Math.max(most, threadsOf(process));
    }
    assertThat(process.exitValue()).as(orchestrate.err()).isZero();
    assertThat(orchestrate.out()).contains("All 2,000 environments passed");
    assertThat(requests).hasValue(2000);
    assertThat(most).as("threads of the process, those of Java itself included").isBetween(5L, 80L);
  }

  private static long threadsOf(Process process) throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isDirectory(tasks)) {
      return 0;
    }
    try (Stream<Path> all = Files.list(tasks)) {
      return all.count();
    } catch (IOException | java.io.UncheckedIOException e) {
      return 0; // it has just ended
    }
  }
}
