package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that do not end, and what ends them. */
class LimitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static ScriptError error(ScriptReport report) {
    return Objects.requireNonNull(report.error());
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 17, 18})
  void endsAScriptThatSwitchedItsLimitsOff(int major) throws SQLException {
    try (Bench bench =
        new Bench(TestServer.of(major), new ApplySettings(SECOND, null, SECOND, false, false))) {
      for (String off :
          new String[] {
            "SET statement_timeout = 0;",
            "RESET ALL; SET statement_timeout = 0;",
            "BEGIN; SELECT set_config('statement_timeout', '0', true);",
          }) {
        ScriptReport report =
            bench.run("CREATE TABLE t (a int);" + off + "\nSELECT pg_sleep(3600);\nSELECT 2;");
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(error(report).message())
            .contains("limit of 1 s for a script")
            .contains("cancel");
        assertThat(error(report).line()).isEqualTo(2);
        assertThat(report.duration()).isLessThan(Duration.ofSeconds(5));
        bench.elsewhere("DROP TABLE IF EXISTS t");
      }
      assertThat(bench.run("CREATE TABLE afterwards (a int)").status()).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void endsAStatementAtItsOwnLimit() throws SQLException {
    try (Bench bench =
        new Bench(
            TestServer.of(15),
            new ApplySettings(Duration.ofSeconds(60), SECOND, SECOND, false, false))) {
      ScriptReport report = bench.run("SELECT pg_sleep(0.6); SELECT pg_sleep(0.6); SELECT 1;");
      assertThat(report.status()).isEqualTo(Status.PASSED);
      ScriptReport late = bench.run("SET statement_timeout = 0; SELECT pg_sleep(3600);");
      assertThat(late.status()).isEqualTo(Status.TIMED_OUT);
      assertThat(error(late).message()).contains("limit of 1 s for a statement");
    }
  }

  @Test
  void endsAScriptOfManyShortStatements() throws SQLException {
    try (Bench bench = Bench.limited(SECOND, SECOND)) {
      ScriptReport report = bench.run("SELECT pg_sleep(0.3);\n".repeat(10));
      assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
      assertThat(report.statements()).hasSizeBetween(2, 4);
    }
  }

  @Test
  void terminatesTheSessionOfAScriptThatCatchesItsCancellation() throws SQLException {
    try (Bench bench = Bench.limited(SECOND, SECOND)) {
      bench.watchdog.grace(SECOND);
      ScriptReport report =
          bench.run(
              """
              SET statement_timeout = 0;
              DO $$ BEGIN
                LOOP
                  BEGIN PERFORM pg_sleep(3600); EXCEPTION WHEN query_canceled THEN NULL; END;
                END LOOP;
              END $$;
              """);
      assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
      assertThat(error(report).message()).contains("terminated");
      assertThat(report.duration()).isLessThan(Duration.ofSeconds(10));
      assertThat(bench.run("SELECT 1").status()).isEqualTo(Status.FAILED);
      assertThat(error(bench.run("SELECT 1")).message()).contains("session cannot be used");
    }
  }

  @Test
  void namesWhoMayHoldTheLockThatAScriptWaitedFor() throws SQLException {
    try (Bench bench = Bench.limited(Duration.ofSeconds(30), SECOND)) {
      bench.elsewhere("CREATE TABLE t (a int)");
      try (Connection holder = bench.server.connect(bench.database);
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("SET application_name = 'holder'");
        statement.execute("LOCK TABLE t IN ACCESS SHARE MODE");
        ScriptReport report = bench.run("SELECT 1;\nALTER TABLE t ADD b int;");
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        ScriptError error = error(report);
        assertThat(error.sqlState()).isEqualTo("55P03");
        assertThat(error.message()).contains("waited for a lock longer than lock_timeout, 1 s");
        assertThat(error.detail()).contains("holder").contains("idle in transaction");
        assertThat(error.line()).isEqualTo(2);
      }
      assertThat(bench.run("ALTER TABLE t ADD b int").status()).isEqualTo(Status.PASSED);
    }
  }

  /** It gives way, but only after deadlock_timeout, which is a second. */
  @Test
  void autovacuumInTheWayIsNoFailureOfAScript() throws Exception {
    try (TestServer server =
            TestServer.startOwn(
                17,
                Map.of(
                    "autovacuum_naptime", "1s",
                    "autovacuum_vacuum_cost_delay", "100ms",
                    "autovacuum_vacuum_cost_limit", "1"));
        Bench bench =
            new Bench(
                server,
                new ApplySettings(
                    Duration.ofSeconds(60), null, Duration.ofMillis(300), false, false))) {
      bench.elsewhere("CREATE TABLE t AS SELECT generate_series(1, 100000) AS a");
      bench.elsewhere("UPDATE t SET a = a + 1");
      awaitAutovacuum(bench);

      ScriptReport report = bench.run("ALTER TABLE t ADD b int");

      assertThat(report.error()).isNull();
      assertThat(report.status()).isEqualTo(Status.PASSED);
    }
  }

  private static void awaitAutovacuum(Bench bench) throws Exception {
    String atWork = "SELECT count(*) FROM pg_stat_progress_vacuum WHERE relid = 't'::regclass";
    for (int i = 0; i < 300 && bench.value(atWork).equals("0"); i++) {
      Thread.sleep(100);
    }
    assertThat(bench.value(atWork)).isEqualTo("1");
  }

  @Test
  void endsAWaitForALockThatHasNoLimitOfItsOwn() throws SQLException {
    try (Bench bench = Bench.limited(SECOND, SECOND)) {
      bench.elsewhere("CREATE TABLE t (a int)");
      try (Connection holder = bench.server.connect(bench.database);
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("LOCK TABLE t");
        ScriptReport report =
            bench.run("SET lock_timeout = 0; SET statement_timeout = 0; TABLE t;");
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(error(report).detail()).contains("Open transactions");
      }
    }
  }

  @Test
  void namesWhatEndedASessionThatWasKilled() throws Exception {
    try (Bench bench = Bench.limited(Duration.ofSeconds(30), SECOND)) {
      CompletableFuture<ScriptReport> running =
          CompletableFuture.supplyAsync(
              () -> bench.run("CREATE TABLE t (a int);\nSELECT pg_sleep(3600);"));
      signal(bench, "pg_terminate_backend");
      ScriptReport report = running.get();
      assertThat(report.status()).isEqualTo(Status.FAILED);
      assertThat(error(report).message()).contains("ended from outside");
      assertThat(error(report).sqlState()).isEqualTo("57P01");
      assertThat(error(report).line()).isEqualTo(2);
      assertThat(bench.value("SELECT to_regclass('t')")).isEqualTo("null");
    }
  }

  @Test
  void namesACancelThatWasNotOurs() throws Exception {
    try (Bench bench = Bench.limited(Duration.ofSeconds(30), SECOND)) {
      CompletableFuture<ScriptReport> running =
          CompletableFuture.supplyAsync(() -> bench.run("SELECT pg_sleep(3600);"));
      signal(bench, "pg_cancel_backend");
      assertThat(running.get().status()).isEqualTo(Status.FAILED);
      assertThat(error(running.get()).message()).contains("somebody else cancelled");
    }
  }

  @Test
  void rollsBackAndThrowsWhenTheRunIsCancelled() throws Exception {
    try (Bench bench = Bench.limited(Duration.ofSeconds(30), SECOND)) {
      CompletableFuture<ScriptReport> running =
          CompletableFuture.supplyAsync(
              () -> bench.run("CREATE TABLE t (a int);\nSELECT pg_sleep(3600);"));
      waitForSleep(bench);
      long start = System.nanoTime();
      bench.cancellation.cancel("Ctrl-C");
      assertThatThrownBy(running::get).hasCauseInstanceOf(CancelledException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      assertThat(bench.value("SELECT to_regclass('t')")).isEqualTo("null");
      assertThat(
              bench.value(
                  "SELECT state FROM pg_stat_activity WHERE pid = " + bench.session.backendPid()))
          .isEqualTo("idle");
      assertThatThrownBy(() -> bench.run("SELECT 1")).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void letsAnIndexBuildWaitLongerThanLockTimeout() throws Exception {
    Duration shortWait = Duration.ofMillis(200);
    try (Bench bench = Bench.limited(Duration.ofSeconds(30), shortWait)) {
      bench.elsewhere("CREATE TABLE t (a int); CREATE TABLE other (a int)");
      try (Connection holder = bench.server.connect(bench.database);
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (1)");
        CompletableFuture<ScriptReport> running =
            CompletableFuture.supplyAsync(
                () ->
                    bench.run(
                        "CREATE INDEX CONCURRENTLY i ON t (a);"
                            + " CREATE TABLE l AS SELECT current_setting('lock_timeout') AS s"));
        Thread.sleep(2_000);
        assertThat(running).isNotDone();
        holder.commit();
        assertThat(running.get().error()).isNull();
        assertThat(bench.value("SELECT s FROM l")).isEqualTo("1500ms");
      }
    }
  }

  @Test
  void dropsTheInvalidIndexOfABuildThatRanIntoItsDeadline() throws SQLException {
    try (Bench bench = Bench.limited(SECOND, SECOND)) {
      bench.elsewhere("CREATE TABLE t (a int)");
      bench.run("SELECT 1");
      try (Connection holder = bench.server.connect(bench.database);
          Statement statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        // Holds back the last phase only: a snapshot, but no lock on the table.
        holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        statement.execute("SELECT 1");
        ScriptReport report = bench.run("CREATE INDEX CONCURRENTLY \"I;\" ON t (a);");
        assertThat(report.status()).isEqualTo(Status.TIMED_OUT);
        assertThat(error(report).detail()).contains("idle in transaction");
        assertThat(report.findings())
            .extracting(Finding::code)
            .containsExactly("invalid-index-dropped");
      }
      assertThat(bench.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isEqualTo("0");
    }
  }

  @Test
  void tellsTheTruthAboutAUniqueIndexThatCannotBeBuilt() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      bench.elsewhere("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
      ScriptReport first = bench.run("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);");
      assertThat(first.status()).isEqualTo(Status.FAILED);
      assertThat(error(first).sqlState()).isEqualTo("23505");
      assertThat(first.findings())
          .extracting(Finding::code)
          .containsExactly("invalid-index-dropped");
      ScriptReport second = bench.run("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);");
      assertThat(second.status()).isEqualTo(Status.FAILED);
      assertThat(error(second).sqlState()).isEqualTo("23505");
    }
  }

  @Test
  void namesAnInvalidIndexThatWasThereBefore() throws Exception {
    try (Bench bench = Bench.of(15)) {
      bench.elsewhere("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
      assertThatThrownBy(() -> bench.elsewhere("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)"))
          .hasMessageContaining("could not create unique index");
      ScriptReport ifNotExists =
          bench.run("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a);");
      assertThat(ifNotExists.status()).isEqualTo(Status.PASSED);
      assertThat(ifNotExists.findings())
          .extracting(Finding::code, Finding::severity)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("invalid-index-kept", Finding.Severity.ERROR));
      ScriptReport again = bench.run("CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);");
      assertThat(error(again).sqlState()).isEqualTo("42P07");
      assertThat(error(again).hint()).contains("DROP INDEX CONCURRENTLY public.i");
    }
  }

  private static void waitForSleep(Bench bench) throws SQLException, InterruptedException {
    String sleeping =
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
            + " 'SELECT pg_sleep%' AND pid = "
            + bench.session.backendPid();
    for (int i = 0; i < 200 && !bench.value(sleeping).equals("1"); i++) {
      Thread.sleep(25);
    }
  }

  private static void signal(Bench bench, String function)
      throws SQLException, InterruptedException {
    waitForSleep(bench);
    bench.value("SELECT " + function + "(" + bench.session.backendPid() + ")");
  }
}
