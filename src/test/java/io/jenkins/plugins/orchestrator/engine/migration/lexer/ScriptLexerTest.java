package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptLexerTest {
  private static LexedScript lex(String sql) {
    return ScriptLexer.lex(new ScriptText("x.sql", 1, sql, TransactionMode.AUTO));
  }

  private static List<String> split(String sql) {
    LexedScript lexed = lex(sql);
    assertThat(lexed.problems()).isEmpty();
    return lexed.statements().stream().map(SqlStatement::text).toList();
  }

  private static List<String> problems(String sql) {
    return lex(sql).problems().stream()
        .map(problem -> problem.line() + ":" + problem.column() + " " + problem.found())
        .toList();
  }

  private static SqlStatement only(String sql) {
    LexedScript lexed = lex(sql);
    assertThat(lexed.statements()).hasSize(1);
    return lexed.statements().get(0);
  }

  @Test
  void splitsAtSemicolonsAndKeepsTheLastStatementWithoutOne() {
    assertThat(split("SELECT 1; SELECT 2 ;\n SELECT 3"))
        .containsExactly("SELECT 1", "SELECT 2", "SELECT 3");
  }

  @Test
  void leavesOutEmptyStatementsAndComments() {
    assertThat(split("; ;-- nothing; here\n/* ; /* ; */ ; */ ; SELECT 1;;\n"))
        .containsExactly("SELECT 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'a;b'",
        "SELECT 'a'';b'",
        "SELECT 'a\\'",
        "SELECT E'a\\';b'",
        "SELECT e'\\\\'",
        "SELECT E'a'\n  -- goes on\n 'b\\';c'",
        "SELECT U&'\\0061;'",
        "SELECT B'1', X'f', N'x;', U&\"d\\0061t;\"",
        "SELECT \"a;\"\"b\"",
        "SELECT $$a;b$$",
        "SELECT $a$ $$;$$ $b$ $a$",
        "SELECT $a$ $b$a$",
        "SELECT $ü$;$ü$",
        "SELECT /* ; */ 1 -- ;",
        "SELECT (1; 2)",
        "SELECT 1-/*;*/-1",
        "SELECT 'x' ? 'a;', '{}' ?| array['?;']",
      })
  void doesNotSplitInside(String statement) {
    assertThat(split(statement + "\n;SELECT 2;")).hasSize(2).last().isEqualTo("SELECT 2");
  }

  @Test
  void takesADollarBehindAnIdentifierOrADigitForNoQuote() {
    assertThat(split("SELECT a$b$; SELECT $1; EXECUTE x($1$2); SELECT $1;SELECT 5")).hasSize(5);
  }

  @Test
  void readsBackslashesAsEscapesAfterStandardConformingStringsIsSwitchedOff() {
    assertThat(
            split(
                "SET standard_conforming_strings = off;\nSELECT 'a\\';b'; SET"
                    + " standard_conforming_strings TO 'on';\nSELECT 'a\\';SELECT 1"))
        .hasSize(5);
  }

  @Test
  void readsTheRestOfALineAsItReadItsBeginningAsPsqlDoes() {
    assertThat(split("SET standard_conforming_strings = off; SELECT 'a\\';b;\nSELECT 'a\\';b'"))
        .containsExactly(
            "SET standard_conforming_strings = off", "SELECT 'a\\'", "b", "SELECT 'a\\';b'");
    assertThat(split("SET standard_conforming_strings = off; SELECT 'a',\n'b\\';c'; x")).hasSize(3);
  }

  @Test
  void goesOnBehindACommandOnItsLine() {
    assertThat(split("\\set ON_ERROR_STOP on \\\\ SELECT 1;\nSELECT 2"))
        .containsExactly("SELECT 1", "SELECT 2");
    assertThat(problems("\\echo 'a\\\\b' \\connect other\n\\restrict x \\c y\n\\! echo a \\c b"))
        .containsExactly(
            "1:1 the psql command \\echo",
            "1:14 the psql command \\connect",
            "2:13 the psql command \\c",
            "3:1 the psql command \\!");
  }

  @Test
  void takesTheDataOfPsqlsCopyForNoStatements() {
    assertThat(problems("\\copy t from stdin\nit's\t(;\n\\.\nSELECT 1;\n\\copy t from 'stdin'\nx;"))
        .containsExactly("1:1 the psql command \\copy", "5:1 the psql command \\copy");
  }

  @Test
  void keepsRulesWithSeveralStatementsInParenthesesTogether() {
    assertThat(
            split("CREATE RULE r AS ON INSERT TO t DO (INSERT INTO a VALUES (1); DELETE FROM b);x"))
        .hasSize(2);
  }

  @Test
  void keepsBodiesOfBeginAtomicTogether() {
    String function =
        """
        CREATE OR REPLACE FUNCTION f(begin int) RETURNS int LANGUAGE sql
        BEGIN ATOMIC
          INSERT INTO t SELECT CASE WHEN true THEN CASE 1 WHEN 1 THEN 2 END ELSE 3 END;
          SELECT (CASE WHEN x.end THEN 1 END) AS end, t.case FROM x;
          SELECT 'end';
        END\
        """;
    assertThat(split(function + ";\nSELECT 1;")).containsExactly(function, "SELECT 1");
    assertThat(split("CREATE PROCEDURE p() BEGIN ATOMIC SELECT 1; END; SELECT 2")).hasSize(2);
  }

  @Test
  void takesBeginForAtomicOnlyInRoutines() {
    assertThat(split("BEGIN; SELECT CASE WHEN a THEN b END; END; SELECT 1")).hasSize(4);
    assertThat(split("CREATE TABLE begin_atomic (\"begin\" int); SELECT 1")).hasSize(2);
    assertThat(split("CREATE FUNCTION begin() RETURNS int AS '' LANGUAGE sql; SELECT 1"))
        .hasSize(2);
  }

  @Test
  void countsLinesAndColumnsInCharactersOfTheUsersFile() {
    LexedScript lexed =
        ScriptLexer.lex(
            new ScriptText(
                "x.sql", 10, "SELECT '🐘🐘'; SELECT 1;\r\n\r\n  SELECT 2", TransactionMode.AUTO));
    assertThat(lexed.statements()).extracting(SqlStatement::line).containsExactly(10, 10, 12);
    assertThat(lexed.statements()).extracting(SqlStatement::column).containsExactly(1, 14, 3);
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(split("\uFEFFSELECT 1;")).containsExactly("SELECT 1");
  }

  @Test
  void takesTheDataOfCopyUpToItsTerminator() {
    LexedScript lexed =
        lex(
            """
            COPY t (a) FROM stdin WITH (FORMAT csv); -- data
            1;'
            \\N
            \\connect x
            \\.
            SELECT 1\
            """);
    assertThat(lexed.problems()).isEmpty();
    SqlStatement copy = lexed.statements().get(0);
    assertThat(copy.is(Trait.COPY_FROM_STDIN)).isTrue();
    SqlStatement.CopyData data = java.util.Objects.requireNonNull(copy.copyData());
    assertThat(lexed.script().sql().substring(data.start(), data.end()))
        .isEqualTo("1;'\n\\N\n\\connect x\n");
    assertThat(lexed.statements().get(1).text()).isEqualTo("SELECT 1");
  }

  @Test
  void takesEmptyDataAndWindowsLineEnds() {
    assertThat(split("COPY t FROM STDIN;\r\n\\.\r\nSELECT 1;")).hasSize(2);
    assertThat(split("COPY t FROM STDIN;\n\\.")).hasSize(1);
  }

  @Test
  void namesTheCopyWhoseDataNeverEnds() {
    assertThat(problems("SELECT 1;\n COPY t FROM stdin;\n1\n2\n\\.x\n"))
        .containsExactly("2:2 COPY … FROM STDIN without the end of its data");
    assertThat(problems("COPY t FROM stdin"))
        .containsExactly("1:1 COPY … FROM STDIN without a semicolon");
    assertThat(problems("COPY t FROM stdin; SELECT 1;\n\\.\n"))
        .containsExactly("1:19 text behind COPY … FROM STDIN on its line");
  }

  @Test
  void readsCopyOfFilesAndQueriesAsOrdinaryStatements() {
    assertThat(split("COPY t FROM '/stdin'; COPY (SELECT 1) TO STDOUT; COPY t TO '/x'; y"))
        .hasSize(4);
    assertThat(only("COPY (SELECT 1) TO STDOUT").is(Trait.COPY_TO_STDOUT)).isTrue();
  }

  @Test
  void namesWhereWhatNeverEndsBegins() {
    assertThat(problems("SELECT 1;\n  SELECT 'x; \n\n"))
        .containsExactly("2:10 a string that never ends");
    assertThat(problems("SELECT \"x")).containsExactly("1:8 a quoted name that never ends");
    assertThat(problems("SELECT 1 /* /* */\n")).containsExactly("1:10 a comment that never ends");
    assertThat(problems("DO $x$ BEGIN $X$"))
        .containsExactly("1:4 a dollar-quoted string that never ends");
    assertThat(problems("SELECT (1;\nSELECT (2);"))
        .containsExactly("1:8 a parenthesis that is never closed");
    assertThat(problems("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;"))
        .containsExactly("1:21 BEGIN ATOMIC without its END");
    assertThat(problems("SELECT 1\0;")).containsExactly("1:9 a zero byte");
  }

  @Test
  void dropsWhatPgDumpWritesForPsqlAndRefusesOtherCommandsByName() {
    assertThat(
            split(
                "\\restrict abc\n\\set ON_ERROR_STOP on\n\\set ON_ERROR_STOP 1\r\n\\set"
                    + " ON_ERROR_STOP\nSELECT 1;\n\\unrestrict abc\n"))
        .containsExactly("SELECT 1");
    assertThat(
            problems(
                "SELECT 1 \\gexec\n\\connect other\n;\\i x.sql\n\\set ON_ERROR_STOP off\n\\set x"
                    + " 1\nSELECT 2\\; SELECT 3;"))
        .containsExactly(
            "1:10 the psql command \\gexec",
            "2:1 the psql command \\connect",
            "3:2 the psql command \\i",
            "4:1 the psql command \\set",
            "5:1 the psql command \\set",
            "6:9 the psql command \\;");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "create unique index concurrently if not exists i on t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX INDEX CONCURRENTLY i",
        "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
        "REINDEX SCHEMA s",
        "REINDEX DATABASE d",
        "REINDEX (VERBOSE) SYSTEM d",
        "ALTER TABLE a.t DETACH PARTITION p CONCURRENTLY",
        "VACUUM",
        "VACUUM (ANALYZE) t",
        "CLUSTER",
        "CLUSTER VERBOSE",
        "CREATE DATABASE x",
        "DROP DATABASE x",
        "CREATE TABLESPACE x LOCATION '/x'",
        "DROP TABLESPACE x",
        "CREATE SUBSCRIPTION x CONNECTION '' PUBLICATION p",
        "DROP SUBSCRIPTION x",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "ALTER DATABASE x SET TABLESPACE y",
        "ALTER SUBSCRIPTION x REFRESH PUBLICATION",
        "COMMIT PREPARED 'x'",
        "ROLLBACK PREPARED 'x'",
        "DISCARD ALL",
      })
  void knowsWhatCannotRunInATransaction(String statement) {
    assertThat(only(statement).is(Trait.NOT_IN_TRANSACTION)).isTrue();
    assertThat(only(statement).is(Trait.TRANSACTION_CONTROL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REFRESH MATERIALIZED VIEW CONCURRENTLY v",
        "CREATE INDEX i ON t (concurrently)",
        "CREATE TABLE concurrently (a int)",
        "REINDEX TABLE t",
        "CLUSTER t",
        "CLUSTER VERBOSE t",
        "ANALYZE",
        "ALTER TABLE t DETACH PARTITION p",
        "ALTER DATABASE x SET work_mem = '1MB'",
        "ALTER TYPE e ADD VALUE 'x'",
        "DISCARD TEMP",
        "COMMENT ON COLUMN t.a IS 'CREATE INDEX CONCURRENTLY'",
        "SAVEPOINT s",
        "ROLLBACK TO s",
        "ROLLBACK WORK TO SAVEPOINT s",
        "RELEASE s",
        "PREPARE x AS SELECT 1",
        "DROP VIEW database",
      })
  void knowsWhatCanRunInATransaction(String statement) {
    assertThat(only(statement).is(Trait.NOT_IN_TRANSACTION)).isFalse();
    assertThat(only(statement).is(Trait.TRANSACTION_CONTROL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "begin work",
        "START TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "COMMIT",
        "COMMIT AND CHAIN",
        "END",
        "ABORT",
        "ROLLBACK",
        "ROLLBACK TRANSACTION",
        "PREPARE TRANSACTION 'x'",
      })
  void knowsTransactionControl(String statement) {
    assertThat(only(statement).is(Trait.TRANSACTION_CONTROL)).isTrue();
  }

  /** Each of these takes time in square proportion to its length in a careless lexer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;",
        "(",
        "$a",
        "$$;$$",
        "'",
        "''",
        "E'\\''\n",
        "/*",
        "--\n",
        "\\x ",
        "a$",
        "1.",
        "- ",
        "\n",
        "COPY t FROM stdin;\n\\.\n",
        "COPY t FROM stdin; ",
        "CREATE FUNCTION f() BEGIN ATOMIC ",
        "CASE ",
        "🐘;",
      })
  @Timeout(60)
  void readsTenMegabytesInLinearTime(String piece) {
    String sql = piece.repeat(10_000_000 / piece.length());
    // Of the processor: others may use the machine at the same time.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    lex(sql);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start))
        .isLessThan(Duration.ofSeconds(10));
  }
}
