package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The deployment is the version, and has the schema, that was tested. */
class VersionAndSchemaTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.4.2 | '' | PASSED",
        "' 1.4.2\n' | '' | PASSED",
        "1.4.20 | '' | FAILED",
        "{\"version\": \"1.4.2\"} | ', json: $.version' | PASSED",
        "{\"version\": \"1.4.1\"} | ', json: $.version' | FAILED",
        "{\"version\": {\"a\": 1}} | ', json: $.version' | UNKNOWN",
        "{\"version\": null} | ', json: $.version' | UNKNOWN",
        "<html> | ', json: $.version' | UNKNOWN",
        "any | ', header: X-Version' | PASSED",
        "any | ', header: X-Other' | UNKNOWN",
        "'' | '' | UNKNOWN",
      })
  void versions(String body, String keys, Status expected) throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> RawServer.respond(out, 200, "X-Version: 1.4.2\r\n", body))) {
      CheckReport check =
          new Validations(directory)
              .with("RELEASE", "1.4.2")
              .check(server.url(), "version: {path: /v, expected: '${RELEASE}'" + keys + "}");
      assertThat(check.status()).as(check.toString()).isEqualTo(expected);
    }
  }

  @Test
  void aVersionThatIsSentAsANumberKeepsItsZeros() throws Exception {
    try (RawServer server = RawServer.answering(200, "{\"version\": 1.10}")) {
      for (String expected : java.util.List.of("1.10", "1.1")) {
        CheckReport check =
            new Validations(directory)
                .check(
                    server.url(),
                    "version: {path: /v, expected: '" + expected + "', json: $.version}");
        assertThat(check.found()).isEqualTo("1.10");
        assertThat(check.status())
            .isEqualTo(expected.equals("1.10") ? Status.PASSED : Status.FAILED);
      }
    }
  }

  @Test
  void aBodyThatIsCompressedWithoutBeingAskedForIsNoVersion() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(out, 200, "Content-Encoding: gzip\r\n", "\u001f\u008b\b"))) {
      CheckReport check =
          new Validations(directory).check(server.url(), "version: {path: /v, expected: 1.4.2}");
      assertThat(check.status()).isEqualTo(Status.UNKNOWN);
      assertThat(check.found()).contains("a body in gzip");
    }
  }

  @Test
  void aTextThatIsTooLongIsNoVersionWhereverItStands() throws Exception {
    String text = "{\"version\": \"" + "x".repeat(100_000) + "\"}";
    try (RawServer server = RawServer.answering(200, text)) {
      CheckReport check =
          new Validations(directory)
              .check(server.url(), "version: {path: /v, expected: 1.4.2, json: $.version}");
      assertThat(check.status()).isEqualTo(Status.UNKNOWN);
      assertThat(check.found()).contains("100000 characters").hasSizeLessThan(300);
    }
  }

  @Test
  void aVersionThatNobodyTellsIsUnknown() throws Exception {
    try (RawServer server = RawServer.answering(404, "1.4.2")) {
      CheckReport check =
          new Validations(directory).check(server.url(), "version: {path: /v, expected: 1.4.2}");
      assertThat(check.status()).isEqualTo(Status.UNKNOWN);
    }
  }

  private final TestServer postgres = TestServer.of(17);

  private String database(String sql) {
    String name = postgres.createDatabase();
    postgres.execute(name, sql);
    return name;
  }

  private LaneReport compare(String deployed, String keys) throws Exception {
    return new Validations(directory)
        .lane(
            "http://nobody.invalid",
            "database: {db_url: '" + postgres.url(deployed) + "', " + keys + "}");
  }

  @Test
  void theSchemaOfADatabaseIsComparedWithTheTestedOne() throws Exception {
    String tested = database("CREATE TABLE games (id int PRIMARY KEY, score numeric(5, 2))");
    String same = database("CREATE TABLE games (id int PRIMARY KEY, score numeric(5, 2))");
    String other = database("CREATE TABLE games (id int PRIMARY KEY, score numeric(6, 2))");
    String sameAs = "same_as: '" + postgres.url(tested) + "'";
    LaneReport good = compare(same, sameAs);
    assertThat(good.status()).as(good.checks().toString()).isEqualTo(Status.PASSED);
    String hash = good.facts().get(0).value();
    assertThat(compare(tested, "fingerprint: " + hash).status()).isEqualTo(Status.PASSED);
    assertThat(compare(other, "fingerprint: " + hash).status()).isEqualTo(Status.FAILED);
    LaneReport bad = compare(other, sameAs);
    assertThat(bad.status()).isEqualTo(Status.FAILED);
    assertThat(bad.tables().get(0).rows())
        .anyMatch(row -> row.get(0).contains("games.score") && row.get(3).contains("6,2"));
  }

  @Test
  void aDatabaseThatCannotBeReadLeavesTheCheckUnknown() throws Exception {
    LaneReport lane = compare("no_such_database", "fingerprint: " + "a".repeat(64));
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
    assertThat(lane.checks().get(0).message()).contains("no_such_database");
  }

  @Test
  void aServerThatNeverSpeaksHoldsNothingUpBeyondTheTimeLimit() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/x";
      LaneReport lane =
          new Validations(directory)
              .lane(
                  "http://nobody.invalid",
                  "database: {db_url: '" + url + "', same_as: '" + url + "', timeout: 1s}");
      assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
      assertThat(lane.checks().get(0).message()).isEqualTo("not read within 1000 ms");
      assertThat(lane.duration()).isLessThan(Duration.ofSeconds(7));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aServerThatStopsInTheMiddleIsGivenUp() throws Exception {
    String frozen = database("CREATE TABLE games (id int)");
    try (Connection holder = postgres.connect(frozen);
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE pg_catalog.pg_trigger IN ACCESS EXCLUSIVE MODE");
      CompletableFuture<LaneReport> reading =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return compare(frozen, "timeout: 3s, fingerprint: " + "a".repeat(64));
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      String process = waitingProcess(frozen);
      signal("STOP", process);
      try {
        LaneReport lane = reading.get(30, TimeUnit.SECONDS);
        assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
        assertThat(lane.checks().get(0).message()).isEqualTo("not read within 3000 ms");
      } finally {
        signal("CONT", process);
      }
    }
  }

  private String waitingProcess(String database) throws Exception {
    try (Connection watching = postgres.connect("postgres");
        Statement statement = watching.createStatement()) {
      for (int i = 0; i < 200; i++) {
        try (ResultSet found =
            statement.executeQuery(
                "SELECT pid FROM pg_catalog.pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = '"
                    + database
                    + "'")) {
          if (found.next()) {
            return found.getString(1);
          }
        }
        Thread.sleep(20);
      }
    }
    throw new AssertionError("nobody waits for the lock");
  }

  private static void signal(String name, String process) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, process).start().waitFor()).isZero();
  }
}
