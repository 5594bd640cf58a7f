package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Formats that number the files of one directory: plain, golang-migrate, dbmate, goose. */
class NumberedFormatsTest {
  @TempDir Path directory;
  private ScriptDirectory db;

  @BeforeEach
  void inDirectory() {
    db = ScriptDirectory.in(directory);
  }

  @Test
  void plainFilesComeByNumberAndBringTheirWayDown() throws ConfigurationException {
    db.file("10_last.sql", "SELECT 10")
        .file("9_before.sql", "SELECT 9")
        .file("001_init.sql", "CREATE TABLE t()")
        .file("001_init.down.sql", "DROP TABLE t")
        .file("README.md", "about");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("plain");
    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("001", "9", "10");
    MigrationScript init = read.scripts().get(0);
    assertThat(init.name()).isEqualTo("db/001_init.sql");
    assertThat(init.description()).isEqualTo("init");
    assertThat(init.up().sql()).isEqualTo("CREATE TABLE t()");
    assertThat(init.down().orElseThrow().sql()).isEqualTo("DROP TABLE t");
    assertThat(init.down().orElseThrow().file()).isEqualTo("db/001_init.down.sql");
    assertThat(init.checksum()).hasSize(64);
    assertThat(read.scripts().get(1).down()).isEmpty();
    assertThat(read.findings()).isEmpty();
  }

  @Test
  void hostileNamesAreNamesLikeAnyOther() throws ConfigurationException {
    String longName = "1_" + "ä".repeat(120) + ".sql";
    db.file("3_\"; drop table x; --.sql", "SELECT 3")
        .file("2_it's $(touch here) `x`.sql", "SELECT 2")
        .file(longName, "SELECT 1")
        .file("4 with  spaces\tand tab.sql", "");

    assertThat(db.scripts())
        .extracting(MigrationScript::name)
        .containsExactly(
            "db/" + longName,
            "db/2_it's $(touch here) `x`.sql",
            "db/3_\"; drop table x; --.sql",
            "db/4 with  spaces\tand tab.sql");
  }

  @Test
  void byteOrderMarkGoesAndLineEndsStay() throws ConfigurationException {
    db.file("1_crlf.sql", "\uFEFFSELECT 1;\r\nSELECT 'ü😀';\r\n");

    assertThat(db.scripts().get(0).up().sql()).isEqualTo("SELECT 1;\r\nSELECT 'ü😀';\r\n");
  }

  @Test
  void golangMigrateComesByNumberAndPassesOverOtherFiles() throws ConfigurationException {
    db.file("000010_b.up.sql", "SELECT 10")
        .file("2_a.up.sql", "SELECT 2")
        .file("2_a.down.sql", "SELECT -2")
        .file("seed.sql", "SELECT 0");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("golang-migrate");
    assertThat(read.scripts()).extracting(MigrationScript::version).containsExactly("2", "000010");
    assertThat(read.scripts().get(0).down()).isPresent();
    assertThat(read.findings())
        .extracting(finding -> finding.code() + " " + finding.script())
        .containsExactly("ignored-file db/seed.sql");
  }

  @Test
  void dbmateFilesComeByNameCutAtTheirDirectives() throws ConfigurationException {
    db.file(
            "20240102_two.sql",
            "-- a remark",
            "-- migrate:up transaction:false",
            "CREATE INDEX CONCURRENTLY i ON t(a);",
            "",
            "-- migrate:down",
            "DROP INDEX i;")
        .file("20240101_one.sql", "--migrate:up", "CREATE TABLE t(a int);", "-- migrate:down");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("dbmate");
    assertThat(read.scripts())
        .extracting(MigrationScript::description)
        .containsExactly("one", "two");
    assertThat(read.scripts().get(0).down()).isEmpty();
    MigrationScript two = read.scripts().get(1);
    assertThat(two.up())
        .isEqualTo(
            new ScriptText(
                "db/20240102_two.sql",
                3,
                "CREATE INDEX CONCURRENTLY i ON t(a);\n\n",
                TransactionMode.NONE));
    assertThat(two.down())
        .contains(new ScriptText("db/20240102_two.sql", 6, "DROP INDEX i;", TransactionMode.AUTO));
  }

  @Test
  void severalSectionsOfOneDbmateFileKeepTheirLines() throws ConfigurationException {
    db.file(
        "1_x.sql",
        "-- migrate:up",
        "SELECT 1;",
        "-- migrate:down",
        "SELECT -1;",
        "-- migrate:up",
        "SELECT 2;",
        "-- migrate:down",
        "SELECT -2;");

    MigrationScript script = db.scripts().get(0);

    assertThat(script.up().firstLine()).isEqualTo(2);
    assertThat(script.up().sql()).isEqualTo("SELECT 1;\n\n\n\nSELECT 2;\n");
    assertThat(script.down().orElseThrow().firstLine()).isEqualTo(4);
    assertThat(script.down().orElseThrow().sql()).isEqualTo("SELECT -1;\n\n\n\nSELECT -2;");
  }

  @Test
  void gooseFilesComeByNumberAndStatementsEnd() throws ConfigurationException {
    db.file(
            "00002_function.sql",
            "-- +goose Up",
            "-- +goose StatementBegin",
            "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$",
            "BEGIN RETURN 1; END",
            "$$",
            "-- +goose StatementEnd",
            "SELECT f();",
            "",
            "-- +goose Down",
            "DROP FUNCTION f();")
        .file("1_t.sql", "-- +goose NO TRANSACTION", "-- +goose up", "SELECT 1;", "-- +goose Down")
        .file("00003_go.go", "package migrations");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("goose");
    assertThat(read.scripts()).extracting(MigrationScript::version).containsExactly("1", "00002");
    assertThat(read.scripts().get(0).up().transaction()).isEqualTo(TransactionMode.NONE);
    assertThat(read.scripts().get(0).down()).isEmpty();
    MigrationScript function = read.scripts().get(1);
    assertThat(function.up().firstLine()).isEqualTo(3);
    assertThat(function.up().sql())
        .isEqualTo(
            """
            CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$
            BEGIN RETURN 1; END
            $$
            ;
            SELECT f();

            """);
    assertThat(function.down().orElseThrow().firstLine()).isEqualTo(10);
    assertThat(read.findings())
        .extracting(finding -> finding.code() + " " + finding.script())
        .containsExactly("ignored-file db/00003_go.go");
  }

  @Test
  void tenMegabytesInOneStatementAreRead() throws ConfigurationException {
    String values = "x".repeat(10 * 1024 * 1024);
    db.file("1_big.sql", "-- +goose Up", "SELECT '" + values + "';");

    assertThat(db.scripts().get(0).up().sql()).hasSize(values.length() + 10);
  }
}
