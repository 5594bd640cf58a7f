package io.jenkins.plugins.orchestrator.engine.migration.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptRunnerTest {
  private static ScriptError error(ScriptReport report) {
    assertThat(report.status().isFailure()).isTrue();
    return Objects.requireNonNull(report.error());
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 15, 16, 17, 18})
  void runsAScriptInOneTransactionAndReportsItsStatements(int major) throws SQLException {
    try (Bench bench = Bench.of(major)) {
      ScriptReport report =
          bench.run(
              """
              CREATE TABLE t (a int);
              INSERT INTO t SELECT generate_series(1, 3);
              COPY t FROM stdin;
              4
              5
              \\.
                SELECT * FROM t;
              COPY t TO STDOUT;
              """);
      assertThat(report.error()).isNull();
      assertThat(report.status()).isEqualTo(Status.PASSED);
      assertThat(report.transactional()).isTrue();
      assertThat(report.findings()).isEmpty();
      assertThat(report.statements())
          .extracting(StatementReport::rows)
          .containsExactly(-1L, 3L, 2L, 5L, 5L);
      assertThat(report.statements())
          .extracting(StatementReport::line)
          .containsExactly(1, 2, 3, 7, 8);
      assertThat(report.statements().get(3).excerpt()).isEqualTo("SELECT * FROM t");
      assertThat(bench.value("SELECT count(*) FROM t")).isEqualTo("5");
    }
  }

  @Test
  void passesAnEmptyScript() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      assertThat(bench.run("").status()).isEqualTo(Status.PASSED);
      assertThat(bench.run("-- nothing\n;").status()).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void stopsAtTheFirstErrorRollsBackAndNamesThePlace() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run(
              new ScriptText(
                  "db/V2__x.sql",
                  5,
                  "CREATE TABLE t (a int);\n-- 🐘\nSELECT a,\n  '🐘', missing\nFROM t;\nSELECT 1;",
                  TransactionMode.AUTO));
      assertThat(report.status()).isEqualTo(Status.FAILED);
      assertThat(report.statements()).hasSize(2);
      ScriptError error = error(report);
      assertThat(error.script()).isEqualTo("db/V2__x.sql");
      assertThat(error.line()).isEqualTo(8);
      assertThat(error.column()).isEqualTo(8);
      assertThat(error.sqlState()).isEqualTo("42703");
      assertThat(error.message()).isEqualTo("column \"missing\" does not exist");
      assertThat(error.excerpt())
          .isEqualTo(
              """
              7 | SELECT a,
              8 |   '🐘', missing
                |        ^
              9 | FROM t\
              """);
      assertThat(bench.value("SELECT to_regclass('t')")).isEqualTo("null");
    }
  }

  @Test
  void namesThePlaceInsideOfBodiesAndData() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptError inBlock =
          error(
              bench.run(
                  """
                  SELECT 1;
                  DO $$
                  BEGIN
                    PERFORM 1;
                    RAISE EXCEPTION 'no' USING HINT = 'try again', DETAIL = 'really';
                  END $$;
                  """));
      assertThat(inBlock.line()).isEqualTo(5);
      assertThat(inBlock.column()).isEqualTo(3);
      assertThat(inBlock.hint()).isEqualTo("try again");
      assertThat(inBlock.detail()).isEqualTo("really");
      assertThat(inBlock.context()).contains("inline_code_block line 4");

      ScriptError inQuery =
          error(bench.run("DO $$\nBEGIN\n  PERFORM 1,\n missing FROM pg_class;\nEND $$;"));
      assertThat(inQuery.sqlState()).isEqualTo("42703");
      assertThat(inQuery.line()).isEqualTo(3);

      ScriptError inBody =
          error(
              bench.run(
                  "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\nSELECT\n  missing\n$$;"));
      assertThat(inBody.line()).isEqualTo(3);
      assertThat(inBody.column()).isEqualTo(3);

      ScriptError inData =
          error(bench.run("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\nx\n3\n\\.\nSELECT 1;"));
      assertThat(inData.sqlState()).isEqualTo("22P02");
      assertThat(inData.line()).isEqualTo(4);
      assertThat(inData.excerpt()).contains("4 | x");
    }
  }

  @Test
  void namesAConstraintThatFailsAtCommit() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      bench.elsewhere(
          "CREATE TABLE p (id int PRIMARY KEY);"
              + " CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
      ScriptError error = error(bench.run("INSERT INTO c VALUES (1);\nSELECT 1;"));
      assertThat(error.sqlState()).isEqualTo("23503");
      assertThat(error.message()).contains("COMMIT").contains("violates foreign key");
      assertThat(bench.value("SELECT count(*) FROM c")).isEqualTo("0");
    }
  }

  @Test
  void hidesPasswordsInExcerptsAndMessages() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run(
              "CREATE ROLE hidden_"
                  + bench.database
                  + " PASSWORD 'hunter2';\nALTER ROLE postgres\n  PASSWORD $$hunter2$$ oops;");
      assertThat(report.toString()).contains("CREATE ROLE hidden_").doesNotContain("hunter2");
    }
  }

  @Test
  void runsWithoutTransactionWhatCannotRunInOne() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run("CREATE TABLE t (a int); CREATE INDEX CONCURRENTLY i ON t (a); VACUUM t; oops");
      assertThat(report.transactional()).isFalse();
      assertThat(report.statements()).hasSize(4);
      assertThat(report.findings()).extracting(Finding::code).containsExactly("not-transactional");
      assertThat(bench.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"))
          .isEqualTo("t");

      ScriptText none =
          new ScriptText("n.sql", 1, "CREATE TABLE u (a int); oops", TransactionMode.NONE);
      assertThat(bench.run(none).status()).isEqualTo(Status.FAILED);
      assertThat(bench.value("SELECT to_regclass('u')")).isEqualTo("u");
    }
  }

  @Test
  void runsAgainWithoutTransactionWhatTurnsOutToNeedNone() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport calls =
          bench.run(
              """
              CREATE TABLE t (a int);
              CREATE PROCEDURE p() LANGUAGE plpgsql AS $$
              BEGIN INSERT INTO t VALUES (1); COMMIT; INSERT INTO t VALUES (2); END $$;
              CALL p();
              """);
      assertThat(calls.error()).isNull();
      assertThat(calls.transactional()).isFalse();
      assertThat(calls.statements()).hasSize(3);
      assertThat(calls.findings()).extracting(Finding::code).containsExactly("not-transactional");
      assertThat(calls.findings().get(0).line()).isEqualTo(4);
      assertThat(bench.value("SELECT count(*) FROM t")).isEqualTo("2");

      bench.elsewhere("CREATE TYPE e AS ENUM ('a')");
      ScriptReport value = bench.run("ALTER TYPE e ADD VALUE 'b'; SELECT 'b'::e;");
      assertThat(value.error()).isNull();
      assertThat(value.transactional()).isFalse();

      ScriptReport only = bench.run("ALTER TYPE e ADD VALUE 'c'; SELECT 'a'::e;");
      assertThat(only.transactional()).isTrue();
    }
  }

  @Test
  void followsTheTransactionsThatAScriptControlsItself() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run(
              """
              BEGIN;
              CREATE TABLE kept (a int);
              SAVEPOINT s;
              CREATE TABLE dropped (a int);
              ROLLBACK TO SAVEPOINT s;
              COMMIT;
              START TRANSACTION;
              CREATE TABLE gone (a int);
              ROLLBACK;
              """);
      assertThat(report.error()).isNull();
      assertThat(report.transactional()).isFalse();
      assertThat(bench.value("SELECT to_regclass('kept')")).isEqualTo("kept");
      assertThat(bench.value("SELECT to_regclass('dropped')")).isEqualTo("null");
      assertThat(bench.value("SELECT to_regclass('gone')")).isEqualTo("null");
    }
  }

  @Test
  void failsAScriptThatLeavesItsTransactionOpen() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report = bench.run("BEGIN;\nCREATE TABLE t (a int);\n");
      assertThat(error(report).message()).contains("ends inside a transaction");
      assertThat(error(report).line()).isEqualTo(2);
      assertThat(bench.run("CREATE TABLE t (a int)").status()).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void takesBackWhatAScriptChangedInItsSessionAndSaysSo() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      bench.elsewhere("CREATE SCHEMA s; CREATE ROLE r_" + bench.database);
      ScriptReport report =
          bench.run(
              "SET search_path = s; SET ROLE r_"
                  + bench.database
                  + "; SET work_mem = '8MB'; SET statement_timeout = 0;");
      assertThat(report.status()).isEqualTo(Status.PASSED);
      assertThat(report.findings())
          .extracting(Finding::code)
          .containsExactly(
              "changed-role", "changed-search-path", "changed-settings", "changed-limits");
      bench.run("CREATE TEMP TABLE leftover (a int); SELECT pg_advisory_lock(1);");
      ScriptReport next =
          bench.run(
              "CREATE TABLE t AS SELECT current_user::text AS u,"
                  + " current_setting('search_path') AS p, current_setting('work_mem') AS w,"
                  + " current_setting('statement_timeout') AS s,"
                  + " to_regclass('leftover') IS NULL AS l;");
      assertThat(next.error()).isNull();
      assertThat(next.findings()).isEmpty();
      assertThat(bench.value("SELECT t::text FROM t"))
          .isEqualTo("(postgres,\"\"\"$user\"\", public\",4MB,1min,t)");
      assertThat(bench.value("SELECT pg_try_advisory_lock(1)")).isEqualTo("t");
    }
  }

  @Test
  void findsWhatIsUnfinishedAfterAScriptOnce() throws SQLException {
    try (Bench bench = Bench.of(18)) {
      bench.elsewhere(
          "CREATE TABLE t (a int, b int); ALTER TABLE t ADD CONSTRAINT old CHECK (b > 0) NOT"
              + " VALID");
      ScriptReport report =
          bench.run(
              "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID;"
                  + " ALTER TABLE t ADD CONSTRAINT n CHECK (a > 1) NOT ENFORCED;"
                  + " CREATE TABLE p (a int) PARTITION BY LIST (a);"
                  + " CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);"
                  + " CREATE INDEX p_a ON ONLY p (a);");
      assertThat(report.findings())
          .extracting(Finding::code, Finding::object)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("unvalidated-constraint", "public.t.c"),
              org.assertj.core.groups.Tuple.tuple("invalid-index", "public.p_a"));
      assertThat(bench.run("SELECT 1").findings()).isEmpty();
      assertThat(bench.run("BEGIN; PREPARE TRANSACTION 'left';").findings())
          .extracting(Finding::code)
          .containsExactly("prepared-transaction");
      bench.elsewhere("ROLLBACK PREPARED 'left'");
    }
  }

  @Test
  void refusesPsqlCommandsAndCopyWithoutEndBeforeAnythingRuns() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport connect = bench.run("CREATE TABLE t (a int);\n\\connect template1\n");
      assertThat(error(connect).line()).isEqualTo(2);
      assertThat(error(connect).message()).contains("\\connect");
      assertThat(connect.statements()).isEmpty();
      ScriptReport copy = bench.run("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n");
      assertThat(error(copy).message()).contains("without the end of its data");
      assertThat(error(copy).line()).isEqualTo(2);
      assertThat(bench.value("SELECT to_regclass('t')")).isEqualTo("null");
    }
  }

  @Test
  void runsTenMegabytesInOneStatement() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      String values = ",('🐘 row; with ''quotes''')".repeat(400_000);
      ScriptReport report =
          bench.run("CREATE TABLE t (a text); INSERT INTO t VALUES ('x')" + values + ";");
      assertThat(report.error()).isNull();
      assertThat(bench.value("SELECT count(*) FROM t")).isEqualTo("400001");
    }
  }

  @Test
  void keepsTheTimeZoneThatPsqlWouldHave() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      bench.elsewhere("ALTER DATABASE " + bench.database + " SET TimeZone = 'Asia/Kathmandu'");
      bench.elsewhere("ALTER DATABASE " + bench.database + " SET DateStyle = 'SQL, DMY'");
      ScriptReport report =
          bench.run(
              "CREATE TABLE t AS SELECT current_setting('TimeZone') AS z, '02/01/2024'::date AS d");
      assertThat(report.error()).isNull();
      assertThat(bench.value("SELECT z || d::text FROM t")).startsWith("Asia/Kathmandu");
      assertThat(bench.value("SELECT extract(month FROM d) FROM t")).isEqualTo("1");
    }
  }

  @Test
  void keepsTheTimeZoneThatTheServerWasStartedWith() throws SQLException {
    try (TestServer own = TestServer.startOwn(15, Map.of("timezone", "Asia/Kathmandu"));
        Bench bench = new Bench(own, Bench.PATIENT)) {
      ScriptReport report =
          bench.run(
              "CREATE TABLE t AS SELECT current_setting('TimeZone') AS z;"
                  + " SET TIME ZONE 0; RESET TIME ZONE;"
                  + " INSERT INTO t SELECT current_setting('TimeZone')");
      assertThat(report.error()).isNull();
      assertThat(bench.value("SELECT string_agg(z, ' ') FROM t"))
          .isEqualTo("Asia/Kathmandu Asia/Kathmandu");
    }
  }

  @Test
  void givesBackItsLimitsToAScriptThatResetsEverything() throws SQLException {
    try (Bench bench = Bench.limited(Duration.ofSeconds(60), Duration.ofMillis(1700))) {
      ScriptReport report =
          bench.run(
              """
              SET lock_timeout = 0;
              RESET ALL;
              CREATE TABLE t AS SELECT current_setting('lock_timeout') AS all_of_them;
              SET lock_timeout = 0;
              SET lock_timeout TO DEFAULT;
              ALTER TABLE t ADD COLUMN one text;
              UPDATE t SET one = current_setting('lock_timeout');
              """);

      assertThat(report.status()).as(String.valueOf(report.error())).isEqualTo(Status.PASSED);
      assertThat(bench.value("SELECT all_of_them || ' ' || one FROM t")).isEqualTo("1700ms 1700ms");
    }
  }

  @Test
  void passesOverWhatPgDumpWritesForPsql() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run(
              """
              --
              -- PostgreSQL database dump
              --

              \\restrict dQw4w9

              SET statement_timeout = 0;
              CREATE TABLE public.t (a int);
              COPY public.t (a) FROM stdin;
              1
              \\.
              SELECT pg_catalog.set_config('search_path', '', false);

              \\unrestrict dQw4w9

              """);

      assertThat(report.status()).as(String.valueOf(report.error())).isEqualTo(Status.PASSED);
      assertThat(bench.value("SELECT count(*) FROM public.t")).isEqualTo("1");
    }
  }

  @Test
  void passesServerWarningsOn() throws SQLException {
    try (Bench bench = Bench.of(15)) {
      ScriptReport report =
          bench.run("DO $$ BEGIN RAISE NOTICE 'hush'; RAISE WARNING 'look here'; END $$");
      assertThat(report.findings()).extracting(Finding::message).hasSize(1);
      assertThat(report.findings().get(0).message()).isEqualTo("The server warned: look here");
    }
  }
}
