package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiquibaseFormatTest {
  @TempDir Path directory;
  private ScriptDirectory db;

  @BeforeEach
  void inDirectory() {
    db = ScriptDirectory.in(directory);
  }

  @Test
  void changesetsAreScriptsAtTheirLines() throws ConfigurationException {
    db.file(
        "a/1.sql",
        "--liquibase formatted sql",
        "",
        "--changeset ann:1 runInTransaction:false",
        "--comment: an index",
        "CREATE INDEX CONCURRENTLY i ON t(a);",
        "--rollback DROP INDEX CONCURRENTLY i;",
        "--rollback SELECT 1;",
        "-- changeset \"bob b\":\"2 b\" splitStatements:false",
        "SELECT 2;",
        "/* liquibase rollback",
        "SELECT -2;",
        "*/",
        "--changeset ann:3",
        "SELECT 3;",
        "--rollback not required");

    MigrationDirectory read = db.read();

    assertThat(read.format()).isEqualTo("liquibase");
    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("a/1.sql::1::ann", "a/1.sql::2 b::bob b", "a/1.sql::3::ann");
    MigrationScript index = read.scripts().get(0);
    assertThat(index.description()).isEqualTo("ann:1");
    assertThat(index.up())
        .isEqualTo(
            new ScriptText(
                "db/a/1.sql",
                4,
                "--comment: an index\nCREATE INDEX CONCURRENTLY i ON t(a);\n",
                TransactionMode.NONE));
    assertThat(index.down())
        .contains(
            new ScriptText(
                "db/a/1.sql",
                6,
                "           DROP INDEX CONCURRENTLY i;\n           SELECT 1;\n",
                TransactionMode.NONE));
    MigrationScript second = read.scripts().get(1);
    assertThat(second.down().orElseThrow().firstLine()).isEqualTo(11);
    assertThat(second.down().orElseThrow().sql().strip()).isEqualTo("SELECT -2;");
    assertThat(read.scripts().get(2).down().orElseThrow().sql()).isEmpty();
  }

  @Test
  void otherDelimitersBecomeSemicolons() throws ConfigurationException {
    db.file(
        "x.sql",
        "-- Liquibase formatted SQL",
        "--changeset a:1 endDelimiter:\\n/",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "/",
        "SELECT f()",
        "/");

    assertThat(db.scripts().get(0).up().sql())
        .isEqualTo(
            """
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
            ;
            SELECT f()
            ;\
            """);
  }

  @Test
  void changesetsOfOtherDatabasesAndIgnoredLinesAreLeftOut() throws ConfigurationException {
    db.file(
        "x.sql",
        "--liquibase formatted sql",
        "--changeset a:1 dbms:oracle",
        "SELECT 1 FROM dual;",
        "--changeset a:2 dbms:!oracle context:\"prod and !test\" runOnChange:true",
        "--ignoreLines:start",
        "not sql",
        "--ignoreLines:end",
        "--ignoreLines:1",
        "not sql either",
        "SELECT 2;",
        "--changeset a:3 ignore:true",
        "SELECT 3;");

    MigrationDirectory read = db.read();

    assertThat(read.scripts()).extracting(MigrationScript::description).containsExactly("a:2");
    assertThat(read.scripts().get(0).up().sql()).isEqualTo("SELECT 2;\n");
    assertThat(read.scripts().get(0).repeatable()).isTrue();
    assertThat(read.findings())
        .extracting(finding -> finding.code() + " " + finding.line())
        .containsExactly("context-ignored 4", "runs-again 4");
  }

  @Test
  void sameIdsInDifferentFilesAreDifferentChangesets() throws ConfigurationException {
    db.file("b.sql", "--liquibase formatted sql", "--changeset a:1", "SELECT 2;")
        .file("a.sql", "--liquibase formatted sql", "--changeset a:1", "SELECT 1;")
        .file("db.changelog-master.yaml", "databaseChangeLog:")
        .file("raw.sql", "SELECT 3");

    MigrationDirectory read = db.read();

    assertThat(read.scripts())
        .extracting(MigrationScript::version)
        .containsExactly("a.sql::1::a", "b.sql::1::a");
    assertThat(read.findings())
        .extracting(finding -> finding.code() + " " + finding.script())
        .containsExactly("ignored-file db/db.changelog-master.yaml", "ignored-file db/raw.sql");
  }

  @Test
  void slipsAreReportedWithTheirLines() {
    db.file(
        "x.sql",
        "--liquibase formatted sql",
        "--changeset a:1",
        "SELECT 1;",
        "--changeset nobody",
        "--changeset a:1",
        "--ignoreLines:some",
        "/* liquibase rollback",
        "SELECT 2;");

    assertThat(db.problems())
        .containsExactly(
            "db/x.sql: found no end of the last rollback, expected */ at its end",
            "db/x.sql:4:1: found --changeset nobody, expected --changeset author:id"
                + " attribute:value …",
            "db/x.sql:5:1: found changeset a:1, which db/x.sql:2 has too, expected a version of"
                + " its own",
            "db/x.sql:6:1: found --ignoreLines:some, expected start, end or a number");
  }
}
