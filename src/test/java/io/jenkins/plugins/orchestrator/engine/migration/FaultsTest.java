package io.jenkins.plugins.orchestrator.engine.migration;

import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.task;
import static io.jenkins.plugins.orchestrator.engine.migration.Scenario.tasks;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong outside of the scripts: a clear message, and nothing is left behind. */
class FaultsTest {
  @TempDir Path directory;
  private final TestServer server = TestServer.of(16);
  private Scenario scenario;

  @BeforeEach
  void scenario() {
    scenario =
        new Scenario(directory)
            .fromTheFirst()
            .script("1_name.sql", "ALTER TABLE public.games ADD COLUMN name text;")
            .script("1_name.down.sql", "ALTER TABLE public.games DROP COLUMN name;");
  }

  /** Runs the only environment, which cannot even be copied. */
  private EnvironmentReport assertNoCopy(TestServer... servers) throws Exception {
    EnvironmentReport dev = scenario.runOne();
    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(tasks(dev)).containsExactly("snapshot FAILED");
    assertThat(dev.snapshot()).isNull();
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(12));
    scenario.assertNothingIsLeft(servers);
    return dev;
  }

  @Test
  void theServerIsDown() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    scenario.environment("dev", "postgresql://postgres@127.0.0.1:" + port + "/games");

    EnvironmentReport dev = assertNoCopy();

    assertThat(dev.failure())
        .contains("127.0.0.1:" + port + "/games")
        .contains("no server that answers")
        .contains("whether the server runs");
  }

  @Test
  void oneServerThatIsDownLeavesTheOtherEnvironmentsAlone() throws Exception {
    scenario.environment("down", "postgresql://postgres@127.0.0.1:1/games");
    scenario.games("dev", server);

    MigrationTestReport report = scenario.run();

    assertThat(report.status()).isEqualTo(Status.FAILED);
    assertThat(report.environments())
        .extracting(EnvironmentReport::status)
        .containsExactly(Status.FAILED, Status.PASSED);
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void thePasswordIsWrong() throws Exception {
    try (TestServer locked = TestServer.startOwn(16, Map.of())) {
      locked.execute("postgres", "CREATE ROLE deployer LOGIN CREATEDB PASSWORD 'the right one'");
      locked.execute("postgres", "CREATE DATABASE games OWNER deployer");
      String rules =
          "host all deployer 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust";
      String file = Scenario.query(locked, "SHOW hba_file").get(0);
      locked.execute(
          "postgres",
          "COPY (SELECT unnest(string_to_array('" + rules + "', E'\\n'))) TO '" + file + "'");
      locked.execute("postgres", "SELECT pg_reload_conf()");
      scenario.environment(
          "dev", "postgresql://deployer:wr0ngOne@127.0.0.1:" + locked.port() + "/games");

      EnvironmentReport dev = assertNoCopy(locked);

      assertThat(dev.failure())
          .contains("refused the password of role deployer")
          .contains("28P01")
          .doesNotContain("wr0ngOne");
    }
  }

  @Test
  void theDatabaseIsMissing() throws Exception {
    scenario.environment("dev", server.url("no_such_database"), "exclusive: true");

    EnvironmentReport dev = assertNoCopy(server);

    assertThat(dev.failure())
        .contains("/no_such_database")
        .contains("no database of this name")
        .contains("db_url");
  }

  @Test
  void theRoleMayNotCreateDatabases() throws Exception {
    String database = server.createDatabase();
    String role = database + "_reader";
    server.execute("postgres", "CREATE ROLE " + role + " LOGIN");
    scenario.environment(
        "dev", server.url(database).replace("postgres@", role + "@"), "exclusive: true");

    EnvironmentReport dev = assertNoCopy(server);

    assertThat(dev.failure())
        .contains("role " + role + " may not create databases")
        .contains("ALTER ROLE \"" + role + "\" CREATEDB");
  }

  @Test
  void theSourceIsInUse() throws Exception {
    String database = scenario.games("dev", server);
    Properties named = new Properties();
    named.setProperty("user", "postgres");
    named.setProperty("ApplicationName", "somebody's console");
    try (Connection other =
        DriverManager.getConnection(
            "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + database, named)) {
      EnvironmentReport dev = assertNoCopy(server);

      assertThat(other.isValid(1)).isTrue();
      assertThat(dev.failure())
          .contains("1 other session(s): somebody's console")
          .contains("marked exclusive");
    }
  }

  @Test
  void theQuotaOfTheServersDiskIsExceeded() throws Exception {
    String database = scenario.games("dev", server);
    server.execute(database, "ALTER DATABASE " + database + " SET temp_file_limit = '64kB'");
    scenario.script(
        "2_sort.sql",
        """
        SET work_mem = '64kB';
        CREATE TABLE public.sorted AS
          SELECT i FROM generate_series(1, 200000) i ORDER BY md5(i::text);
        """);

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure())
        .contains("db/migrations/2_sort.sql:2:1")
        .contains("temporary file size exceeds temp_file_limit")
        .contains("53400");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aScriptNeverEnds() throws Exception {
    scenario.script("2_forever.sql", "SELECT 1;\nDO $$ BEGIN LOOP END LOOP; END $$;");
    scenario.games("dev", server, "migrations: {timeout: 1s}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(dev.failure())
        .contains("db/migrations/2_forever.sql:2:")
        .contains("not finished within the limit of 1 s for a script");
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(15));
    assertThat(tasks(dev)).containsExactly("snapshot PASSED", "apply TIMED_OUT", "cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void aScriptThatSetsItsLimitsToZeroIsEndedAllTheSame() throws Exception {
    scenario.script(
        "2_forever.sql",
        "SET statement_timeout = 0;\nSET lock_timeout = 0;\n"
            + "SET idle_in_transaction_session_timeout = 0;\nSELECT pg_sleep(300);");
    scenario.games("dev", server, "migrations: {timeout: 1s}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(dev.failure()).contains("2_forever.sql:4:1").contains("limit of 1 s");
    assertThat(dev.duration()).isLessThan(Duration.ofSeconds(15));
    scenario.assertNothingIsLeft(server);
  }

  /** Somebody holds a lock in the copy, as another session would in production. */
  @Test
  void aScriptWaitsForALock() throws Exception {
    scenario.games("dev", server, "migrations: {lock_timeout: 300ms}");
    AtomicReference<Connection> holder = new AtomicReference<>();
    scenario.listener(
        whenScriptStarts(
            () -> {
              Connection other = server.connect(copy());
              holder.set(other);
              other.setAutoCommit(false);
              try (Statement statement = other.createStatement()) {
                statement.execute("LOCK TABLE public.games IN ACCESS SHARE MODE");
              }
            }));

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.TIMED_OUT);
    assertThat(dev.failure())
        .contains("db/migrations/1_name.sql:1:1")
        .contains("waited for a lock longer than lock_timeout, 0.300 s");
    ScriptReport script = dev.scripts().get(0);
    assertThat(script.error().hint()).contains("Users would have waited behind this statement");
    scenario.assertNothingIsLeft(server);
    holder.get().close();
  }

  /** What a test does to a server while a run is at work. */
  private interface Deed {
    void run() throws SQLException;
  }

  private static ProgressListener whenScriptStarts(Deed deed) {
    return new ProgressListener() {
      @Override
      public void scriptStarted(String environment, String script, int index, int count) {
        try {
          deed.run();
        } catch (SQLException e) {
          throw new IllegalStateException(e);
        }
      }
    };
  }

  private String copy() throws SQLException {
    return Scenario.query(
            server,
            "SELECT datname FROM pg_database WHERE datname LIKE 'orch\\_"
                + scenario.runId()
                + "\\_%'")
        .get(0);
  }

  private void terminateAfter(long millis, String condition) {
    scenario.listener(
        whenScriptStarts(
            () ->
                CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS)
                    .execute(
                        () ->
                            server.execute(
                                "postgres",
                                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                    + " WHERE application_name LIKE '%"
                                    + scenario.runId()
                                    + "%' AND "
                                    + condition))));
  }

  @Test
  void aScriptsSessionIsKilledInTheMiddle() throws Exception {
    scenario.script("1_name.sql", "CREATE TABLE public.t (i int);\nSELECT pg_sleep(60);");
    scenario.games("dev", server);
    terminateAfter(700, "query LIKE '%pg_sleep%'");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure())
        .contains("1_name.sql:2:1")
        .contains("the session was ended from outside")
        .contains("57P01");
    assertThat(dev.scripts().get(0).error().hint()).contains("pg_terminate_backend");
    assertThat(tasks(dev)).contains("cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void allSessionsOfTheRunAreKilledInTheMiddle() throws Exception {
    scenario.script("1_name.sql", "SELECT pg_sleep(60);");
    scenario.games("dev", server);
    terminateAfter(700, "true");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).isEqualTo(Status.FAILED);
    assertThat(dev.failure()).contains("1_name.sql:1:1").contains("ended from outside");
    assertThat(tasks(dev)).contains("cleanup PASSED");
    scenario.assertNothingIsLeft(server);
  }

  @Test
  void theServerDiesInTheMiddle() throws Exception {
    try (TestServer doomed = TestServer.startOwn(16, Map.of())) {
      scenario.script("1_name.sql", "SELECT pg_sleep(60);");
      scenario.games("dev", doomed);
      scenario.listener(
          whenScriptStarts(
              () ->
                  CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS)
                      .execute(() -> stop(doomed))));

      EnvironmentReport dev = scenario.runOne();

      assertThat(dev.status()).isEqualTo(Status.FAILED);
      assertThat(tasks(dev)).contains("apply FAILED", "cleanup FAILED");
      assertThat(task(dev, TaskKind.CLEANUP).message())
          .contains("It is written down: the next run or bin/orchestrate reap drops it");
    }
  }

  /** As an administrator does: fast, not waiting for sessions. */
  private static void stop(TestServer server) {
    try {
      String data = Scenario.query(server, "SHOW data_directory").get(0);
      long postmaster =
          Long.parseLong(
              java.nio.file.Files.readAllLines(Path.of(data, "postmaster.pid")).get(0).strip());
      new ProcessBuilder("kill", "-INT", Long.toString(postmaster)).start().waitFor();
    } catch (SQLException | java.io.IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The subscriber's copy must not stop or drop what the publisher keeps for the subscriber. */
  @Test
  void theSourceHasASubscription() throws Exception {
    TestServer dumping = TestServer.of(15);
    String publisher = dumping.createDatabase();
    String slot = publisher + "_slot";
    dumping.execute(
        publisher, "CREATE TABLE public.games (id int PRIMARY KEY); CREATE PUBLICATION p");
    dumping.execute(
        publisher, "SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    String source = dumping.createDatabase();
    dumping.execute(source, "CREATE TABLE public.games (id int PRIMARY KEY)");
    dumping.execute(
        source,
        "CREATE SUBSCRIPTION %s_s CONNECTION 'host=127.0.0.1 port=%d dbname=%s user=postgres'"
                .formatted(source, dumping.port(), publisher)
            + " PUBLICATION p WITH (create_slot = false, slot_name = '"
            + slot
            + "')");
    scenario.environment("dev", dumping.url(source));
    try {
      EnvironmentReport dev = scenario.runOne();

      assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
      assertThat(
              Scenario.query(
                  dumping,
                  "SELECT slot_name FROM pg_replication_slots WHERE slot_name = '" + slot + "'"))
          .containsExactly(slot);
      assertThat(
              Scenario.query(
                  dumping,
                  "SELECT subname FROM pg_subscription WHERE subenabled AND subname = '"
                      + source
                      + "_s'"))
          .hasSize(1);
      scenario.assertOnlyGoldenCopiesAreLeft(dumping);
    } finally {
      dumping.execute(source, "DROP SUBSCRIPTION " + source + "_s");
    }
  }

  @Test
  void theCopysServerLacksARoleOfTheSource() throws Exception {
    TestServer dumping = TestServer.of(15);
    String source = dumping.createDatabase();
    String role = source + "_auditor";
    dumping.execute(
        source,
        "CREATE ROLE %1$s; CREATE TABLE public.games (id int PRIMARY KEY);".formatted(role)
            + "ALTER TABLE public.games ENABLE ROW LEVEL SECURITY;"
            + " CREATE POLICY p ON public.games TO %1$s USING (true);".formatted(role)
            + " GRANT SELECT ON public.games TO %1$s".formatted(role));
    scenario.environment(
        "dev", dumping.url(source), "snapshot: {server: '" + server.url("postgres") + "'}");

    EnvironmentReport dev = scenario.runOne();

    assertThat(dev.status()).as(dev.toString()).isEqualTo(Status.PASSED);
    assertThat(dev.snapshot().copy()).contains(":" + server.port() + "/");
    assertThat(
            Scenario.query(
                server, "SELECT rolcanlogin::text FROM pg_roles WHERE rolname = '" + role + "'"))
        .isIn(List.of("false"), List.of());
    scenario.assertOnlyGoldenCopiesAreLeft(server, dumping);
  }
}
