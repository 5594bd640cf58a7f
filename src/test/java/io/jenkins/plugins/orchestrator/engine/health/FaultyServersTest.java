package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be measured is UNKNOWN and never passed, and takes no more time than it may. */
class FaultyServersTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(17);

  private static List<Status> ofDatabaseChecks(LaneReport lane) {
    return lane.checks().stream()
        .filter(check -> !check.name().equals("reachable"))
        .map(CheckReport::status)
        .toList();
  }

  @Test
  void aServerThatIsDownIsCriticalAndNothingOfItIsKnown() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Health health = Health.of(directory, "postgresql://u@127.0.0.1:" + free + "/d");
    LaneReport lane = health.lane();
    assertThat(health.history().read(Health.ENVIRONMENT))
        .as("there is nothing to compare with")
        .isEmpty();
    assertThat(Health.check(lane, "reachable").status()).isEqualTo(Status.FAILED);
    assertThat(Health.findings(lane, "reachable"))
        .contains("respond immediately", "restore a backup");
    assertThat(ofDatabaseChecks(lane)).hasSizeGreaterThan(20).containsOnly(Status.UNKNOWN);
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(lane.findings())
        .as("one thing to look at, and one that says what is not known because of it")
        .extracting(Finding::code)
        .containsExactlyInAnyOrder("health-reachable", "health-unknown");
    assertThat(Health.findings(lane, "unknown"))
        .containsPattern("\\d+ checks \\((\\w+, ){7}\\w+ and \\d+ more\\): ");
    assertThat(lane.tables())
        .filteredOn(table -> table.title().equals(Alerts.TITLE))
        .singleElement()
        .satisfies(table -> assertThat(table.rows()).hasSize(2));
  }

  @Test
  @Timeout(20)
  void aServerThatAcceptsAndSaysNothingEndsWithTheConnectTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      LaneReport lane =
          Health.of(directory, "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/d")
              .with("connect_timeout: 1s")
              .lane();
      assertThat(Health.check(lane, "reachable").status()).isEqualTo(Status.FAILED);
      assertThat(lane.duration()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  @Timeout(60)
  void aServerThatHangsInTheMiddleMakesTheRestUnknown() throws Exception {
    try (TestServer own = TestServer.startOwn(17, Map.of())) {
      Health health =
          Health.of(directory, own.url("postgres"))
              .with(
                  "statement_timeout: 1s, queries: [{name: hangs, sql: 'select pg_sleep(30)',"
                      + " warning: 1}, {name: after, sql: 'select 1', warning: 5}]");
      LaneReport lane = health.lane();
      assertThat(Health.check(lane, "hangs").found()).contains("did not end within 1.00 s");
      assertThat(Health.check(lane, "after").status()).isEqualTo(Status.PASSED);
      // A backend that is stopped answers nothing, not even that its time is over.
      Health stopping =
          Health.of(directory, own.url("postgres"))
              .with(
                  "statement_timeout: 1s, queries: [{name: stops, sql: \"select count(*) from"
                      + " pg_catalog.pg_sleep(30)\", warning: 1}, {name: after, sql: 'select 1',"
                      + " warning: 5}]");
      Thread stopper = new Thread(() -> stopBackend(own, () -> {}));
      stopper.start();
      LaneReport stopped = stopping.lane();
      stopper.join(20_000);
      assertThat(Health.check(stopped, "stops").found()).contains("stopped answering");
      assertThat(Health.check(stopped, "after").status()).isEqualTo(Status.UNKNOWN);
      assertThat(Health.check(stopped, "connections").status()).isEqualTo(Status.PASSED);
      assertThat(stopped.duration()).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  @Timeout(60)
  void aCancelledRunDoesNotWaitForAServerThatHangs() throws Exception {
    try (TestServer own = TestServer.startOwn(17, Map.of())) {
      Health health =
          Health.of(directory, own.url("postgres"))
              .with(
                  "statement_timeout: 20s, queries: [{name: stops, sql: \"select count(*) from"
                      + " pg_catalog.pg_sleep(30)\", warning: 1}]");
      Thread stopper =
          new Thread(() -> stopBackend(own, () -> health.cancellation().cancel("enough")));
      stopper.start();
      LaneReport lane = health.lane();
      assertThat(stopper.isAlive()).as("the server still hangs").isTrue();
      stopper.join(20_000);
      assertThat(Health.check(lane, "stops").found()).contains("enough");
    }
  }

  /** Stops the process of the session that sleeps, and lets it go on when the test is over. */
  private static void stopBackend(TestServer own, Runnable then) {
    try (java.sql.Connection connection = own.connect("postgres");
        java.sql.Statement statement = connection.createStatement()) {
      for (int i = 0; i < 400; i++) {
        try (java.sql.ResultSet row =
            statement.executeQuery(
                "SELECT pid FROM pg_stat_activity WHERE query LIKE 'select count%' AND wait_event ="
                    + " 'PgSleep'")) {
          if (row.next()) {
            String pid = row.getString(1);
            new ProcessBuilder("kill", "-STOP", pid).start().waitFor(5, TimeUnit.SECONDS);
            then.run();
            Thread.sleep(4000);
            new ProcessBuilder("kill", "-CONT", pid).start().waitFor(5, TimeUnit.SECONDS);
            return;
          }
        }
        Thread.sleep(10);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRoleWithoutAnyRightHasUnknownAndNeverPassed() throws Exception {
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE ROLE nobody_"
            + database
            + " LOGIN; CREATE SCHEMA closed; CREATE TABLE closed.t"
            + " (id serial, pad text); INSERT INTO closed.t (pad) SELECT repeat('x', 500) FROM"
            + " generate_series(1, 30000)");
    server.execute(database, "ANALYZE closed.t");
    Health health =
        Health.of(directory, server.url(database).replace("postgres@", "nobody_" + database + "@"))
            .with("queries: [{name: closed, sql: 'select count(*) from closed.t', warning: 1}]");
    LaneReport lane = health.lane();
    assertThat(Health.unknown(lane))
        .contains(
            "connections",
            "long_transaction",
            "idle_in_transaction",
            "replication_lag",
            "wal_size",
            "sequences",
            "bloat",
            "closed");
    assertThat(Health.findings(lane, "unknown"))
        .contains("connections, long_transaction", "GRANT pg_read_all_stats TO");
    assertThat(Health.findings(lane, "sequences")).contains("GRANT SELECT ON SEQUENCE");
    assertThat(Health.check(lane, "closed").found())
        .contains("permission denied", "; GRANT pg_monitor TO \"nobody_" + database + "\";");
    assertThat(Health.check(lane, "lock_wait").status()).isEqualTo(Status.PASSED);
    assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  @Timeout(60)
  void oneDeadlineHoldsForAllAndWhatDidNotRunIsUnknown() throws Exception {
    Health health = new Health(directory).top("max_parallel: 1");
    for (int i = 0; i < 6; i++) {
      health.environment("db" + i, server.url("postgres"));
    }
    OperationReport report =
        health
            .with(
                "deadline: 2s, queries: [{name: slow, sql: 'select pg_sleep(1.2)::text', warning:"
                    + " 1}]")
            .run();
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(4));
    LaneReport last = report.lanes().get(5);
    assertThat(last.checks()).isNotEmpty();
    assertThat(last.checks()).allMatch(check -> check.status() == Status.UNKNOWN);
    assertThat(Health.check(last, "connections").found()).contains("did not run within 2.00 s");
  }

  @Test
  @Timeout(60)
  void manyServersThatAreNotThereDoNotKeepTheOthersWaiting() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Health health = new Health(directory);
      for (int i = 0; i < 24; i++) {
        health.environment("gone" + i, "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/d");
      }
      health.environment("there", server.url("postgres"));
      OperationReport report = health.with("connect_timeout: 2s, deadline: 5s").run();
      LaneReport there = report.lanes().get(24);
      assertThat(there.start()).isLessThan(Duration.ofSeconds(2));
      assertThat(Health.check(there, "reachable").status()).isEqualTo(Status.PASSED);
      assertThat(report.duration()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  @Timeout(60)
  void serversThatSayNothingLeaveTheOthersTheirTimeHoweverManyTheyAre() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 200, InetAddress.getLoopbackAddress())) {
      Health health = new Health(directory).top("max_parallel: 4");
      for (int i = 0; i < 40; i++) {
        health.environment("gone" + i, "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/d");
      }
      for (int i = 0; i < 10; i++) {
        health.environment("there" + i, server.url("postgres"));
      }
      // One after the other they would take the four threads ten times two seconds.
      OperationReport report = health.with("connect_timeout: 2s, deadline: 10s").run();
      for (LaneReport lane : report.lanes()) {
        boolean gone = lane.name().startsWith("gone");
        assertThat(Health.check(lane, "reachable").status())
            .as(lane.name())
            .isEqualTo(gone ? Status.FAILED : Status.PASSED);
        if (!gone) {
          assertThat(Health.unknown(lane)).as(lane.name()).isEmpty();
        }
      }
      assertThat(Health.check(report.lanes().get(39), "reachable").found())
          .isEqualTo("it gives no answer, asked over 2 s");
      assertThat(Health.findings(report.lanes().get(39), "reachable"))
          .contains("respond immediately");
    }
  }

  @Test
  @Timeout(60)
  void whateverAServerAnswersItIsNotSilent() throws Exception {
    try (ServerSocket closing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> closeAll(closing));
      answering.start();
      int free;
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        free = socket.getLocalPort();
      }
      OperationReport report =
          new Health(directory)
              .top("max_parallel: 1")
              .environment("closes", "postgresql://u@127.0.0.1:" + closing.getLocalPort() + "/d")
              .environment("refuses", "postgresql://u@127.0.0.1:" + free + "/d")
              .environment(
                  "second",
                  "postgresql://postgres@127.0.0.1:"
                      + free
                      + ",127.0.0.1:"
                      + server.port()
                      + "/postgres")
              .with("connect_timeout: 1s")
              .run();
      assertThat(report.lanes())
          .extracting(lane -> Health.check(lane, "reachable").found())
          .noneMatch(found -> found.contains("no answer"));
      assertThat(Health.check(report.lanes().get(2), "reachable").status())
          .isEqualTo(Status.PASSED);
    }
  }

  private static void closeAll(ServerSocket socket) {
    try {
      while (true) {
        socket.accept().close();
      }
    } catch (java.io.IOException e) {
      // The test is over.
      return;
    }
  }

  @Test
  @Timeout(20)
  void whoComesAfterTheDeadlineIsUnknownAndNobodyConnects() throws Exception {
    try (ServerSocket watched = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Health health =
          Health.of(directory, "postgresql://u@127.0.0.1:" + watched.getLocalPort() + "/d")
              .with("commands: [{name: own, command: 'echo it ran'}]");
      LaneReport lane = health.startedBefore(Duration.ofMinutes(1)).lane();
      assertThat(lane.checks()).allMatch(check -> check.status() == Status.UNKNOWN);
      assertThat(Health.check(lane, "reachable").found())
          .isEqualTo("unknown: it did not run within 30.0 s");
      assertThat(Health.check(lane, "own").found()).contains("did not run before the deadline");
      watched.setSoTimeout(100);
      assertThatThrownBy(watched::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  @Timeout(20)
  void aServerThatGotNotItsWholeTimeBeforeTheDeadlineIsUnknown() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      LaneReport lane =
          Health.of(directory, "postgresql://u@127.0.0.1:" + silent.getLocalPort() + "/d")
              .with("connect_timeout: 10s, deadline: 1s")
              .lane();
      assertThat(Health.check(lane, "reachable").status()).isEqualTo(Status.UNKNOWN);
      assertThat(Health.check(lane, "reachable").found()).contains("did not run within 1.00 s");
    }
  }

  @Test
  void whoeverSaysHowManyAtOnceIsHeeded() throws Exception {
    Health health = Health.of(directory, server.url("postgres"));
    assertThat(health.plan().maxParallel()).isEqualTo(32);
    assertThat(health.top("max_parallel: 3").plan().maxParallel()).isEqualTo(3);
  }

  @Test
  void aCancelledRunEndsAtOnceAndSaysSo() throws Exception {
    Health health =
        Health.of(directory, server.url("postgres"))
            .with("queries: [{name: slow, sql: 'select 1 from pg_sleep(4)', warning: 1}]");
    Thread canceller =
        new Thread(
            () -> {
              try {
                Thread.sleep(1500);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              health.cancellation().cancel("somebody aborted");
            });
    canceller.start();
    LaneReport lane = health.lane();
    canceller.join();
    assertThat(lane.status()).isEqualTo(Status.CANCELLED);
    assertThat(Health.check(lane, "slow").found()).contains("somebody aborted");
  }

  @Test
  void theSessionOnlyReadsAndWaitsForNobody() throws Exception {
    String setting = "sql: \"select setting::text from pg_settings where name = '";
    LaneReport lane =
        Health.of(directory, server.url("postgres"))
            .with(
                "statement_timeout: 4s, queries: [{name: writes, sql: \"select count(*) from"
                    + " pg_settings where name = 'default_transaction_read_only' and setting ="
                    + " 'off'\", warning: 1}, {name: locks, "
                    + setting
                    + "lock_timeout'\", warning: 1001}, {name: runs, "
                    + setting
                    + "statement_timeout'\", warning: 4001}, {name: idles, "
                    + setting
                    + "idle_in_transaction_session_timeout'\", warning: 60001}]")
            .lane();
    assertThat(Health.value(lane, "writes")).isZero();
    assertThat(Health.value(lane, "locks")).isEqualTo(1000);
    assertThat(Health.value(lane, "runs")).isEqualTo(4000);
    assertThat(Health.value(lane, "idles")).isEqualTo(60_000);
  }

  @Test
  void theSessionCannotWriteAndThePasswordIsNowhere() throws Exception {
    String database = server.createDatabase();
    String url = server.url(database).replace("postgres@", "postgres:very-secret-pw@");
    Health health =
        Health.of(directory, url)
            .with("queries: [{name: writes, sql: 'create table t (id int)', warning: 1}]");
    OperationReport report = health.run();
    LaneReport lane = report.lanes().get(0);
    assertThat(Health.check(lane, "writes").found()).contains("read-only transaction");
    assertThat(report.toString()).doesNotContain("very-secret-pw");
    assertThat(PrometheusText.of(report)).doesNotContain("very-secret-pw");
  }

  @Test
  void twentyDatabasesTakeLessThanTwoSeconds() throws Exception {
    Health health = new Health(directory).keys("connect_timeout: 5s");
    for (int i = 0; i < 20; i++) {
      String database = TestServer.of(i % 2 == 0 ? 17 : 16).createDatabase();
      health.environment("db" + i, TestServer.of(i % 2 == 0 ? 17 : 16).url(database));
    }
    health.run(); // classes are loaded
    OperationReport report = health.run();
    assertThat(report.lanes()).hasSize(21);
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(2));
  }
}
