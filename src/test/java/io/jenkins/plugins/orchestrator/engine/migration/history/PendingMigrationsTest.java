package io.jenkins.plugins.orchestrator.engine.migration.history;

import static io.jenkins.plugins.orchestrator.engine.migration.script.ScriptDirectory.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptDirectory;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PendingMigrationsTest {
  private static final String PLANNER = " 2024-01-31T12:00:00Z Somebody <some@body.test>";
  private static final MigrationSelection ALL = new MigrationSelection.AllPending();

  @TempDir Path directory;
  private TestServer server;
  private String database;
  private ScriptDirectory db;

  @BeforeEach
  void createDatabase() {
    server = TestServer.of(15);
    database = server.createDatabase();
    db = ScriptDirectory.in(directory);
  }

  private PendingMigrations decide() throws ConfigurationException, SQLException {
    return decide(null, ALL);
  }

  private PendingMigrations decide(@Nullable String baseline, MigrationSelection selection)
      throws ConfigurationException, SQLException {
    MigrationDirectory read = db.read();
    try (Connection connection = server.connect(database)) {
      return PendingMigrations.decide(
          read,
          AppliedMigrations.read(connection, read.format()),
          settings("auto", baseline, null),
          selection);
    }
  }

  private static List<String> findings(PendingMigrations pending) {
    return pending.findings().stream().map(each -> each.code() + ": " + each.message()).toList();
  }

  @Test
  void everythingIsPendingInAnEmptyDatabase() throws Exception {
    db.file("1_a.sql", "").file("2_b.sql", "").file("10_c.sql", "");

    PendingMigrations pending = decide();

    assertThat(pending.report().pending())
        .containsExactly("db/1_a.sql", "db/2_b.sql", "db/10_c.sql");
    assertThat(pending.report().history()).isEqualTo("none");
    assertThat(pending.report().applied()).isZero();
    assertThat(pending.findings()).isEmpty();
    assertThat(pending.refusal()).isEmpty();
  }

  @Test
  void databaseWithTablesAndWithoutHistoryIsRefusedUntilABaselineIsSet() throws Exception {
    db.file("001_a.sql", "").file("002_b.sql", "").file("003_c.sql", "");
    server.execute(database, "CREATE TABLE t ()");

    assertThatThrownBy(this::decide)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "db: migrations.baseline: found a database with tables and without a history of"
                + " plain, expected the last version that the database has already, such as 003;"
                + " set migrations.baseline to it, to \"none\" when it has none of them, or correct"
                + " migrations.format");
    assertThat(decide("2", ALL).report().pending()).containsExactly("db/003_c.sql");
    assertThat(decide("2", ALL).report().applied()).isEqualTo(2);
    assertThat(decide("2.5", ALL).report().pending()).containsExactly("db/003_c.sql");
    assertThat(decide("none", ALL).scripts()).hasSize(3);
    assertThatThrownBy(() -> decide("two", ALL))
        .hasMessageContaining("migrations.baseline: found two, expected a version or file of db");
  }

  @Test
  void flywayReportsEachKindApart() throws Exception {
    db.file("V1__base.sql", "")
        .file("V2__same.sql", "12345", "6789")
        .file("V3__edited.sql", "new text")
        .file("V4__late.sql", "")
        .file("V5__done.sql", "")
        .file("V10__new.sql", "")
        .file("R__same.sql", "123456789")
        .file("R__changed.sql", "new text")
        .file("R__new.sql", "")
        .file("R__" + "long_".repeat(45) + ".sql", "");
    String table = "flyway_schema_history";
    server.execute(
        database,
        EngineTables.flyway(table)
            + EngineTables.flywayRow(table, 1, "'1'", "base", "BASELINE", "NULL", true)
            + EngineTables.flywayRow(table, 2, "'2.0'", "same", "SQL", "-873187034", true)
            + EngineTables.flywayRow(table, 3, "'3'", "edited", "SQL", "1", true)
            + EngineTables.flywayRow(table, 4, "'5'", "done", "SQL", "0", true)
            + EngineTables.flywayRow(table, 5, "'6'", "gone", "SQL", "0", true)
            + EngineTables.flywayRow(table, 6, "'7'", "java", "JDBC", "NULL", true)
            + EngineTables.flywayRow(table, 7, "NULL", "same", "SQL", "-873187034", true)
            + EngineTables.flywayRow(table, 8, "NULL", "changed", "SQL", "1", true)
            + EngineTables.flywayRow(
                table, 9, "NULL", "long ".repeat(40).substring(0, 197) + "...", "SQL", "0", true));

    PendingMigrations pending = decide();

    assertThat(pending.report().pending())
        .containsExactly(
            "db/V4__late.sql", "db/V10__new.sql", "db/R__changed.sql", "db/R__new.sql");
    assertThat(pending.report().outOfOrder()).containsExactly("db/V4__late.sql");
    assertThat(pending.report().edited()).containsExactly("db/V3__edited.sql");
    assertThat(pending.report().missing()).containsExactly("6");
    assertThat(pending.report().dirty()).isEmpty();
    assertThat(findings(pending))
        .containsExactly(
            "program-migration: 7 was applied by a program, not by a script",
            "edited-after-apply: db/V3__edited.sql was changed after it was applied",
            "missing-script: 6 is applied and has no script",
            "out-of-order: db/V4__late.sql is older than a migration that is applied");
    assertThat(pending.findings().get(3).advice()).contains("outOfOrder=true");
    assertThat(pending.refusal()).isEmpty();
  }

  @Test
  void flywaysBaselineReplacesWhatIsBeforeItInAnEmptyDatabaseOnly() throws Exception {
    db.file("V1__a.sql", "")
        .file("B2__ab.sql", "")
        .file("V2__b.sql", "")
        .file("B3__abc.sql", "")
        .file("V3__c.sql", "")
        .file("V4__d.sql", "")
        .file("R__v.sql", "");

    assertThat(decide().report().pending())
        .containsExactly("db/B3__abc.sql", "db/V4__d.sql", "db/R__v.sql");

    String table = "flyway_schema_history";
    server.execute(
        database,
        EngineTables.flyway(table)
            + EngineTables.flywayRow(table, 1, "'1'", "a", "SQL", "0", true));
    assertThat(decide().report().pending())
        .containsExactly("db/V2__b.sql", "db/V3__c.sql", "db/V4__d.sql", "db/R__v.sql");
  }

  @Test
  void halfAppliedScriptRefusesTheDatabase() throws Exception {
    db.file("1_a.up.sql", "").file("2_b.up.sql", "").file("3_c.up.sql", "");
    server.execute(
        database, EngineTables.GOLANG_MIGRATE + "INSERT INTO schema_migrations VALUES (2, true)");

    PendingMigrations pending = decide();

    assertThat(pending.report().dirty()).containsExactly("db/2_b.up.sql");
    assertThat(pending.report().pending()).containsExactly("db/3_c.up.sql");
    assertThat(pending.refusal()).map(Finding::advice).get().asString().contains("migrate force");
  }

  @Test
  void unreadableHistoryIsNotTakenForNone() throws Exception {
    db.file("1_a.sql", "-- +goose Up");
    server.execute(database, EngineTables.GOOSE + "CREATE TABLE t ()");
    String role = "reader_pending_" + database;
    server.execute(database, "CREATE ROLE " + role);
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);

      PendingMigrations pending =
          PendingMigrations.decide(
              db.read(),
              AppliedMigrations.read(connection, "goose"),
              settings("auto", null, null),
              ALL);

      assertThat(pending.refusal()).map(Finding::code).contains("history-unreadable");
    } finally {
      server.execute("postgres", "DROP ROLE " + role);
    }
  }

  @Test
  void golangMigrateTakesAllBeforeItsVersionForApplied() throws Exception {
    db.file("001_a.up.sql", "").file("5_late.up.sql", "").file("9_c.up.sql", "");
    server.execute(
        database, EngineTables.GOLANG_MIGRATE + "INSERT INTO schema_migrations VALUES (7, false)");

    PendingMigrations pending = decide();

    assertThat(pending.report().pending()).containsExactly("db/9_c.up.sql");
    assertThat(pending.report().outOfOrder()).isEmpty();
    assertThat(pending.report().missing()).containsExactly("7");
    assertThat(pending.report().applied()).isEqualTo(3);
  }

  @Test
  void dbmateAppliesLateOnesToo() throws Exception {
    String text = "-- migrate:up\n-- migrate:down";
    db.file("20240101_a.sql", text).file("20240102_late.sql", text).file("20240103_c.sql", text);
    server.execute(
        database,
        EngineTables.DBMATE
            + "INSERT INTO schema_migrations VALUES ('20240101'), ('20240103'), ('\"; drop')");

    PendingMigrations pending = decide();

    assertThat(pending.report().pending()).containsExactly("db/20240102_late.sql");
    assertThat(pending.report().outOfOrder()).containsExactly("db/20240102_late.sql");
    assertThat(pending.report().missing()).containsExactly("\"; drop");
  }

  @Test
  void prismaForgivesOtherLineEnds() throws Exception {
    db.file("1_a/migration.sql", "SELECT 1;\r\n")
        .file("2_b/migration.sql", "edited")
        .file("3_c/migration.sql", "");
    server.execute(
        database,
        EngineTables.PRISMA
            + """
            INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
              VALUES ('1', encode(sha256(E'SELECT 1;\\n'), 'hex'), '1_a', now()),
                     ('2', encode(sha256('original'), 'hex'), '2_b', now())
            """);

    PendingMigrations pending = decide();

    assertThat(pending.report().edited()).containsExactly("db/2_b/migration.sql");
    assertThat(pending.report().pending()).containsExactly("db/3_c/migration.sql");
    assertThat(decide(null, new MigrationSelection.Listed(List.of("3"))).scripts()).hasSize(1);
    assertThat(decide(null, new MigrationSelection.Until("3_c")).scripts()).hasSize(1);
  }

  @Test
  void sqitchCountsReworkedChangesOneByOneAndMindsItsOwnProject() throws Exception {
    db.file(
            "sqitch.plan",
            "%project=p",
            "",
            "a" + PLANNER,
            "b" + PLANNER,
            "@v1" + PLANNER,
            "a [a@v1]" + PLANNER)
        .file("deploy/a@v1.sql", "abc")
        .file("deploy/a.sql", "new")
        .file("deploy/b.sql", "edited");
    server.execute(
        database,
        EngineTables.SQITCH
            + EngineTables.sqitchRow("p", "a", "'a9993e364706816aba3e25717850c26c9cd0d89d'")
            + EngineTables.sqitchRow("p", "b", "'0'")
            + EngineTables.sqitchRow("p", "gone", "'1'")
            + EngineTables.sqitchRow("other", "gone", "'1'"));

    PendingMigrations pending = decide();

    assertThat(pending.report().pending()).containsExactly("db/deploy/a.sql");
    assertThat(pending.report().edited()).containsExactly("db/deploy/b.sql");
    assertThat(pending.report().missing()).containsExactly("p:gone");
    assertThat(decide(null, new MigrationSelection.Listed(List.of("a"))).scripts()).hasSize(1);
  }

  @Test
  void liquibaseFindsChangesetsByFileIdAndAuthorHoweverItWasCalled() throws Exception {
    String head = "--liquibase formatted sql\n--changeset ann:1\nSELECT 1;\n";
    db.file("one/x.sql", head + "--changeset ann:2\nSELECT 2;").file("two/x.sql", head);
    server.execute(
        database,
        EngineTables.LIQUIBASE
            + EngineTables.liquibaseRow(1, "classpath:db/two/x.sql", "1", "ann", "EXECUTED")
            + EngineTables.liquibaseRow(2, "db/one/x.sql", "2", "ann", "EXECUTED")
            + EngineTables.liquibaseRow(3, "db/one/x.sql", "3", "ann", "EXECUTED"));

    PendingMigrations pending = decide();

    assertThat(pending.scripts())
        .extracting(each -> each.version())
        .containsExactly("one/x.sql::1::ann");
    assertThat(pending.report().missing()).containsExactly("db/one/x.sql::3::ann");
    assertThat(pending.report().outOfOrder()).containsExactly("db/one/x.sql");
  }

  @Test
  void selectionTakesVersionsAndFileNames() throws Exception {
    db.file("001_a.sql", "").file("002_b c.sql", "").file("003_d.sql", "").file("004_e.sql", "");

    MigrationSelection listed =
        new MigrationSelection.Listed(List.of("4", "002_b c.sql", "db/003_d", "./db/003_d.sql"));

    PendingMigrations pending = decide(null, listed);
    assertThat(pending.report().pending())
        .containsExactly("db/002_b c.sql", "db/003_d.sql", "db/004_e.sql");
    assertThat(findings(pending))
        .containsExactly("not-selected: db/001_a.sql is pending and not selected");
    assertThat(decide(null, new MigrationSelection.Until("2")).report().pending())
        .containsExactly("db/001_a.sql", "db/002_b c.sql");
    assertThat(decide("3", listed).report().pending()).containsExactly("db/004_e.sql");
    assertThat(findings(decide("3", listed)))
        .containsExactly(
            "already-applied: db/002_b c.sql is selected and applied already: it is not tested",
            "already-applied: db/003_d.sql is selected and applied already: it is not tested");
  }

  @Test
  void selectionOfWhatIsNotThereIsAnsweredWithTheNearest() {
    db.file("20240101_users.sql", "").file("20240102_posts.sql", "");

    assertThatThrownBy(
            () -> decide(null, new MigrationSelection.Listed(List.of("20240103", "20240102_post"))))
        .hasMessage(
            "db: migrations_to_test: found 20240103, expected a version or file of db: 20240101,"
                + " 20240102; did you mean 20240101?\n"
                + "db: migrations_to_test: found 20240102_post, expected a version or file of db:"
                + " 20240101, 20240102; did you mean 20240102_posts?");
    assertThatThrownBy(() -> decide(null, new MigrationSelection.Until("7")))
        .hasMessageContaining("migrations_to_test.until: found 7");
  }
}
