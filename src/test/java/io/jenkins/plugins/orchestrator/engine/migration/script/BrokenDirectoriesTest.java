package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenDirectoriesTest {
  @TempDir Path directory;
  private ScriptDirectory db;

  @BeforeEach
  void inDirectory() {
    db = ScriptDirectory.in(directory);
  }

  @Test
  void everyMistakeIsReportedAtOnce() {
    db.bytes("1_a.sql", "SELECT 1;\nSELECT 'caf\u00e9';".getBytes(StandardCharsets.ISO_8859_1))
        .file("01_b.sql", "")
        .file("3_c.down.sql", "")
        .file("4_d.rollback.sql", "")
        .file("init.sql", "")
        .bytes("5_e.sql", "SELECT 5".getBytes(StandardCharsets.UTF_16))
        .bytes("6_f.sql", "SELECT\n\0".getBytes(StandardCharsets.UTF_8));

    assertThat(db.problems())
        .containsExactly(
            "db/1_a.sql: found version 1, which db/01_b.sql has too, expected a version of its own",
            "db/1_a.sql:2:1: found byte 0xe9 at offset 21, which is not UTF-8, expected UTF-8;"
                + " save it as UTF-8",
            "db/3_c.down.sql: found a way down of version 3, expected a way up: 3_c.sql",
            "db/4_d.rollback.sql: found .rollback.sql, expected 001_what.sql or"
                + " 001_what.down.sql; did you mean 4_d.down.sql?",
            "db/5_e.sql:1:1: found byte 0xfe at offset 0, which is not UTF-8, expected UTF-8; the"
                + " file is in UTF-16: save it as UTF-8",
            "db/6_f.sql:2:1: found a zero byte, which PostgreSQL does not take, expected text;"
                + " remove it; the file may be in UTF-16",
            "db/init.sql: found a name without a number in front, expected 001_what.sql or"
                + " 001_what.down.sql; number it or move it out of the directory");
  }

  @Test
  void invalidUtf8IsNamedByLineAndOffset() {
    db.bytes("1_a.sql", "SELECT 1;\nSELECT 'caf\u00e9';".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(db.problems())
        .containsExactly(
            "db/1_a.sql:2:1: found byte 0xe9 at offset 21, which is not UTF-8, expected UTF-8;"
                + " save it as UTF-8");
  }

  @Test
  void missingAndEmptyDirectoriesAndFilesAreToldApart() throws IOException {
    assertThat(db.problems().get(0)).startsWith("db: found an empty directory, expected ");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(ScriptDirectory.in(file).problems())
        .containsExactly(
            "db: found a file, expected a directory of migrations; name the directory that holds"
                + " it");
    assertThat(ScriptDirectory.in(directory.resolve("none")).problems())
        .containsExactly(
            "db: found no such directory, expected a directory of migrations; check"
                + " migrations.path");
    assertThat(ScriptDirectory.in(directory).format("flyway").problems())
        .containsExactly(
            "db: found no migration of flyway among 1 file, expected files such as"
                + " V1_2__what.sql; check migrations.path and migrations.format");
  }

  @Test
  void severalFormatsInOneDirectoryAreNotGuessedAt() throws ConfigurationException {
    db.file("V1__a.sql", "").file("1_b.up.sql", "").file("2_c.sql", "");

    assertThat(db.problems())
        .containsExactly(
            "db: found files of several formats: plain, flyway, golang-migrate, expected files of"
                + " one format; set migrations.format to one of plain, flyway, golang-migrate, or"
                + " keep each format in a directory of its own");
    assertThat(db.format("flyway").scripts()).hasSize(1);
  }

  @Test
  void migrationsThatAreProgramsNeedTheirCommand() throws ConfigurationException {
    db.file("env.py", "").file("versions/1975ea83b712_account.py", "");

    assertThat(db.problems().get(0))
        .startsWith("db: found 2 files, 2 of them programs and none a known migration, expected ")
        .endsWith(
            "migrations of Alembic, Rails, Django, Knex and the like are programs: set format:"
                + " command and say in migrations.command what runs them");
    assertThat(
            MigrationDirectories.read(
                    ScriptDirectory.settings("command", null, "alembic upgrade head"), directory)
                .scripts())
        .as("one without text, which stands for the command")
        .singleElement()
        .satisfies(
            script -> {
              assertThat(script.up().file()).isEqualTo("migrations.command");
              assertThat(script.up().sql()).isEmpty();
              assertThat(script.down()).isEmpty();
            });
    assertThatThrownBy(
            () ->
                MigrationDirectories.read(
                    ScriptDirectory.settings("command", null, null), directory))
        .hasMessage("db: found format: command without a command, expected migrations.command");
  }

  @Test
  void unknownFormatsAreAnsweredWithTheNearest() {
    db.file("1_a.sql", "");

    assertThat(db.format("flywai").problems().get(0)).endsWith("did you mean flyway?");
  }

  @Test
  void linksThatLeadOutAreNotFollowed(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret.sql"), "SELECT 'secret'");
    db.file("1_a.sql", "SELECT 1");
    Files.createSymbolicLink(directory.resolve("2_b.sql"), secret);
    Files.createSymbolicLink(directory.resolve("more"), elsewhere);
    Files.createSymbolicLink(directory.resolve("3_c.sql"), Path.of("1_a.sql"));

    assertThat(db.problems())
        .containsExactly(
            "db/2_b.sql: found a link that leads out of the directory, expected a file or"
                + " directory in db; copy what it leads to into the directory",
            "db/more: found a link that leads out of the directory, expected a file or directory"
                + " in db; copy what it leads to into the directory");
  }

  @Test
  void moreTextThanAPlanMayHoldIsRefusedOnce() {
    db.file("1_a.sql", "x".repeat(60)).file("2_b.sql", "x".repeat(60)).file("3_c.sql", "x");

    assertThatThrownBy(
            () ->
                MigrationDirectories.read(
                    ScriptDirectory.settings("auto", null, null), directory, 100))
        .hasMessage(
            "db/2_b.sql: found more than 100 bytes of scripts, up to and with this file, expected"
                + " at most 100 bytes in all; data belongs into files of its own, loaded by other"
                + " means");
  }

  @Test
  void annotationsOutOfPlaceAreReportedWithTheirLines() {
    db.file("1_a.sql", "-- +goose Up", "SELECT 1;")
        .file("2_b.sql", "SELECT 2;")
        .file("3_c.sql", "-- +goose Down", "-- +goose Up", " -- +goose StatementBegin")
        .file("4_d.sql", "-- +goose Upp")
        .file("0_e.sql", "-- +goose Up");

    assertThat(db.problems())
        .containsExactly(
            "db/0_e.sql: found version 0, expected a version from 1",
            "db/2_b.sql:1:1: found a statement, expected -- +goose Up before it",
            "db/3_c.sql: found no end of the last statement, expected -- +goose StatementEnd",
            "db/3_c.sql:1:1: found -- +goose Down, expected the end of -- +goose Up before it",
            "db/3_c.sql:2:1: found a second -- +goose Up, expected one",
            "db/3_c.sql:3:1: found white space before -- +goose StatementBegin, expected the line"
                + " without it",
            "db/4_d.sql:1:1: found -- +goose Upp, expected Up, Down, StatementBegin, StatementEnd,"
                + " NO TRANSACTION, ENVSUB ON or ENVSUB OFF");
  }

  @Test
  void dbmateFilesNeedBothDirections() {
    db.file("1_a.sql", "-- migrate:up")
        .file("2_b.sql", "SELECT 2;", "-- migrate:up", "-- migrate:down")
        .file("3_c.sql", "-- Migrate up", "-- migrate:down");

    assertThat(db.problems())
        .containsExactly(
            "db/1_a.sql: found no -- migrate:down, expected -- migrate:down, be it with nothing"
                + " after it; dbmate refuses a file without it",
            "db/2_b.sql:1:1: found a statement, expected -- migrate:up before it",
            "db/3_c.sql: found no -- migrate:up, expected -- migrate:up before the statements",
            "db/3_c.sql:1:1: found -- Migrate up, expected -- migrate:up or -- migrate:down, at"
                + " the beginning of the line",
            "db/3_c.sql:2:1: found -- migrate:down, expected -- migrate:up before it");
  }

  @Test
  void golangMigrateNamesThatItPassesOverAreProblems() {
    db.file("1_a.up.sql", "")
        .file("2-b.up.sql", "")
        .file("3_c_down.sql", "")
        .file("99999999999999999999_d.up.sql", "");

    assertThat(db.format("golang-migrate").problems())
        .containsExactly(
            "db/2-b.up.sql: found a name that golang-migrate passes over in silence, expected"
                + " 000001_what.up.sql or 000001_what.down.sql; did you mean 2_b.up.sql?",
            "db/3_c_down.sql: found a name that golang-migrate passes over in silence, expected"
                + " 000001_what.up.sql or 000001_what.down.sql; did you mean 3_c.down.sql?",
            "db/99999999999999999999_d.up.sql: found version 99999999999999999999, expected a"
                + " version of at most 9223372036854775807");
  }
}
