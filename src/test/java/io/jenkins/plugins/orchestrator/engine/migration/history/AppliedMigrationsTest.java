package io.jenkins.plugins.orchestrator.engine.migration.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {15, 18})
class AppliedMigrationsTest {
  @Parameter int major;
  private TestServer server;
  private String database;

  @BeforeEach
  void createDatabase() {
    server = TestServer.of(major);
    database = server.createDatabase();
  }

  private AppliedMigrations read(String format) throws SQLException {
    try (Connection connection = server.connect(database)) {
      connection.setReadOnly(true);
      return AppliedMigrations.read(connection, format);
    }
  }

  private static List<String> states(AppliedMigrations applied) {
    return applied.migrations().stream().map(each -> each.label() + " " + each.state()).toList();
  }

  private static List<String> codes(AppliedMigrations applied) {
    return applied.findings().stream().map(Finding::code).toList();
  }

  @Test
  void emptyDatabaseHasNoHistory() throws SQLException {
    AppliedMigrations applied = read("flyway");

    assertThat(applied.history()).isEqualTo("none");
    assertThat(applied.hasHistory()).isFalse();
    assertThat(applied.databaseIsEmpty()).isTrue();
    assertThat(applied.migrations()).isEmpty();
    assertThat(applied.findings()).isEmpty();
  }

  @Test
  void flywayTellsTheLatestStateOfEachVersion() throws SQLException {
    String table = "flyway_schema_history";
    server.execute(
        database,
        EngineTables.flyway(table)
            + EngineTables.flywayRow(table, 0, "NULL", "<< Creation >>", "SCHEMA", "NULL", true)
            + EngineTables.flywayRow(table, 1, "'1'", "base", "BASELINE", "NULL", true)
            + EngineTables.flywayRow(table, 2, "'2'", "two", "SQL", "-873187034", true)
            + EngineTables.flywayRow(table, 3, "'2.1'", "undone", "SQL", "7", true)
            + EngineTables.flywayRow(table, 4, "'2.1'", "undone", "UNDO_SQL", "8", true)
            + EngineTables.flywayRow(table, 5, "'3'", "java", "JDBC", "NULL", true)
            + EngineTables.flywayRow(table, 6, "NULL", "view", "SQL", "1", true)
            + EngineTables.flywayRow(table, 7, "NULL", "view", "SQL", "2", true)
            + EngineTables.flywayRow(table, 8, "'4'", "failed", "SQL", "9", false)
            + EngineTables.flywayRow(table, 9, "'5'", "gone", "SQL", "9", true)
            + EngineTables.flywayRow(table, 10, "'5'", "gone", "DELETE", "9", true));

    AppliedMigrations applied = read("flyway");

    assertThat(applied.history()).isEqualTo("public.flyway_schema_history");
    assertThat(applied.engineHistory()).isTrue();
    assertThat(applied.databaseIsEmpty()).isTrue();
    assertThat(states(applied))
        .containsExactly("1 UP_TO", "2 APPLIED", "3 PROGRAM", "view APPLIED", "4 DIRTY");
    assertThat(applied.migrations().get(1).checksum()).isEqualTo("-873187034");
    assertThat(applied.migrations().get(3).checksum()).isEqualTo("2");
  }

  @Test
  void flywaysTableIsFoundInAnySchemaUnderAnyName() throws SQLException {
    String table = "\"a\"\"; drop schema public; --\".\"it's {a} \u00fcber ? %s history\"";
    server.execute(
        database,
        "CREATE SCHEMA \"a\"\"; drop schema public; --\";"
            + EngineTables.flyway(table)
            + EngineTables.flywayRow(table, 1, "'1'", "\"; drop table x", "SQL", "NULL", true));

    AppliedMigrations applied = read("flyway");

    assertThat(applied.history())
        .isEqualTo("a\"; drop schema public; --.it's {a} über ? %s history");
    assertThat(states(applied)).containsExactly("1 APPLIED");
    assertThat(applied.databaseIsEmpty()).isTrue();
  }

  @Test
  void historyOnTheSearchPathGoesBeforeOthersWhichAreNamed() throws SQLException {
    server.execute(
        database,
        "CREATE SCHEMA app;"
            + EngineTables.flyway("public.schema_version")
            + EngineTables.flyway("app.flyway_schema_history")
            + EngineTables.flyway("public.flyway_schema_history")
            + "ALTER DATABASE "
            + database
            + " SET search_path = app");

    AppliedMigrations applied = read("flyway");

    assertThat(applied.history()).isEqualTo("app.flyway_schema_history");
    assertThat(applied.findings().get(0).message())
        .isEqualTo(
            "read app.flyway_schema_history and not public.flyway_schema_history,"
                + " public.schema_version, which have its form too");
  }

  @Test
  void golangMigratesRowStandsForAllBefore() throws SQLException {
    server.execute(
        database, EngineTables.GOLANG_MIGRATE + "INSERT INTO schema_migrations VALUES (7, true)");

    assertThat(states(read("golang-migrate"))).containsExactly("7 UP_TO", "7 DIRTY");

    server.execute(database, "UPDATE schema_migrations SET dirty = false");
    assertThat(states(read("golang-migrate"))).containsExactly("7 UP_TO", "7 APPLIED");

    server.execute(database, "UPDATE schema_migrations SET version = -1");
    assertThat(read("golang-migrate").migrations()).isEmpty();
    assertThat(read("golang-migrate").hasHistory()).isTrue();
  }

  @Test
  void golangMigratesTableIsFoundUnderAnotherNameByItsTwoColumns() throws SQLException {
    server.execute(
        database,
        EngineTables.GOLANG_MIGRATE.replace("schema_migrations", "Meine_\u00dcbersicht")
            + "INSERT INTO \"Meine_\u00dcbersicht\" VALUES (7, false);"
            + "CREATE TABLE pages (version int, dirty boolean, body text)");

    assertThat(states(read("golang-migrate"))).containsExactly("7 UP_TO", "7 APPLIED");
    assertThat(read("golang-migrate").history()).isEqualTo("public.Meine_\u00dcbersicht");
    assertThat(read("golang-migrate").databaseIsEmpty()).isFalse();
  }

  @Test
  void dbmateAndGolangMigrateAreToldApartByTheirColumns() throws SQLException {
    server.execute(
        database,
        EngineTables.DBMATE + "INSERT INTO schema_migrations VALUES ('20240102'), ('20240101')");

    assertThat(states(read("dbmate"))).containsExactly("20240101 APPLIED", "20240102 APPLIED");
    AppliedMigrations asGolangMigrate = read("golang-migrate");
    assertThat(asGolangMigrate.hasHistory()).isFalse();
    assertThat(asGolangMigrate.findings())
        .extracting(finding -> finding.code() + ": " + finding.message())
        .containsExactly(
            "other-history: public.schema_migrations is a history of dbmate, the scripts are of"
                + " golang-migrate");
  }

  @Test
  void tableOfAHistorysNameWithOtherColumnsIsATableLikeAnyOther() throws SQLException {
    server.execute(database, "CREATE TABLE goose_db_version (id int, dirty text)");

    AppliedMigrations applied = read("goose");

    assertThat(applied.hasHistory()).isFalse();
    assertThat(applied.databaseIsEmpty()).isFalse();
    assertThat(applied.findings().get(0).message())
        .isEqualTo(
            "public.goose_db_version is called like the history of goose and lacks columns of it:"
                + " is_applied, tstamp, version_id");
    assertThat(applied.findings().get(0).code()).isEqualTo("foreign-table");
  }

  @Test
  void morphHasARowForEach() throws SQLException {
    server.execute(
        database, EngineTables.MORPH + "INSERT INTO db_migrations VALUES (1, 'a'), (2, 'b')");

    assertThat(states(read("golang-migrate"))).containsExactly("1 APPLIED", "2 APPLIED");
  }

  @Test
  void gooseTellsTheLatestStepOfEachVersion() throws SQLException {
    server.execute(
        database,
        EngineTables.GOOSE
            + "INSERT INTO goose_db_version (version_id, is_applied)"
            + " VALUES (1, true), (2, true), (2, false), (3, true)");

    assertThat(states(read("goose"))).containsExactly("1 APPLIED", "3 APPLIED");
  }

  @Test
  void dieselHasARowForEach() throws SQLException {
    server.execute(
        database, EngineTables.DIESEL + "INSERT INTO __diesel_schema_migrations VALUES ('00')");

    assertThat(states(read("diesel"))).containsExactly("00 APPLIED");
  }

  @Test
  void prismaTellsWhatWasFinishedAndNotRolledBack() throws SQLException {
    server.execute(
        database,
        EngineTables.PRISMA
            + """
            INSERT INTO _prisma_migrations
                (id, checksum, migration_name, started_at, finished_at, rolled_back_at)
              VALUES ('1', 'aa', '1_a', '2024-01-01', NULL, '2024-01-02'),
                     ('2', 'bb', '1_a', '2024-01-03', '2024-01-03', NULL),
                     ('3', 'cc', '2_b', '2024-01-04', '2024-01-04', '2024-01-05'),
                     ('4', 'dd', '3_c', '2024-01-06', NULL, NULL)
            """);

    AppliedMigrations applied = read("prisma");

    assertThat(states(applied)).containsExactly("1_a APPLIED", "3_c DIRTY");
    assertThat(applied.migrations().get(0).checksum()).isEqualTo("bb");
  }

  @Test
  void sqitchNamesProjectAndChange() throws SQLException {
    server.execute(
        database,
        EngineTables.SQITCH
            + EngineTables.sqitchRow("flipr", "users", "'abc'")
            + EngineTables.sqitchRow("other", "users", "NULL"));

    AppliedMigrations applied = read("sqitch");

    assertThat(applied.history()).isEqualTo("sqitch.changes");
    assertThat(states(applied)).containsExactly("flipr:users APPLIED", "other:users APPLIED");
    assertThat(applied.databaseIsEmpty()).isTrue();
  }

  @Test
  void liquibaseNamesFileIdAndAuthor() throws SQLException {
    server.execute(
        database,
        EngineTables.LIQUIBASE
            + EngineTables.liquibaseRow(1, "db/a.sql", "1", "ann", "EXECUTED")
            + EngineTables.liquibaseRow(2, "db/a.sql", "2", "ann", "MARK_RAN")
            + EngineTables.liquibaseRow(3, "db/a.sql", "3", "ann", "FAILED")
            + EngineTables.liquibaseRow(4, "db/a.sql", "4", "ann", "SKIPPED"));

    AppliedMigrations applied = read("liquibase");

    assertThat(states(applied))
        .containsExactly(
            "db/a.sql::1::ann APPLIED", "db/a.sql::2::ann APPLIED", "db/a.sql::3::ann DIRTY");
    assertThat(applied.databaseIsEmpty()).isTrue();
    assertThat(applied.findings()).isEmpty();
  }

  @Test
  void locksOfOtherRunnersAreFindings() throws SQLException {
    server.execute(
        database,
        EngineTables.LIQUIBASE
            + "UPDATE databasechangeloglock SET locked = true, lockedby = 'ci-7',"
            + " lockgranted = '2024-01-31 12:00'");
    try (Connection runner = server.connect(database);
        Statement statement = runner.createStatement()) {
      statement.execute("SET application_name = 'nightly'");
      // The letters of Flyway and a hash that is negative.
      statement.execute("SELECT pg_advisory_lock(" + (0x466C79776179L - 5) + ")");
      statement.execute("SELECT pg_advisory_lock(75474063), pg_advisory_lock(1, 2)");

      assertThat(read("plain").findings())
          .filteredOn(finding -> finding.code().equals("runner-lock"))
          .extracting(finding -> finding.message().replaceFirst("session \\d+", "session N"))
          .containsExactly(
              "session N (nightly) holds the advisory lock 75474063, which is sqitch's",
              "session N (nightly) holds the advisory lock 4294967298",
              "session N (nightly) holds the advisory lock "
                  + (0x466C79776179L - 5)
                  + ", which is Flyway's",
              "Liquibase's lock is held by ci-7 since 2024-01-31 12:00:00");
    }
    assertThat(codes(read("plain"))).containsExactlyInAnyOrder("other-history", "runner-lock");
  }

  @Test
  void historyThatMayNotBeReadIsAnError() throws SQLException {
    server.execute(database, EngineTables.GOOSE);
    String role = "reader_" + database;
    server.execute(database, "CREATE ROLE " + role);
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET ROLE " + role);

      AppliedMigrations applied = AppliedMigrations.read(connection, "goose");

      assertThat(applied.findings())
          .extracting(finding -> finding.severity() + " " + finding.code())
          .containsExactly("ERROR history-unreadable");
      assertThat(applied.migrations()).isEmpty();
    } finally {
      server.execute("postgres", "DROP ROLE " + role);
    }
  }

  @Test
  void whatExtensionsBroughtDoesNotFillADatabase() throws SQLException {
    server.execute(database, "CREATE EXTENSION pg_stat_statements");
    assertThat(read("plain").databaseIsEmpty()).isTrue();

    server.execute(database, "CREATE SCHEMA app; CREATE VIEW app.one AS SELECT 1");
    assertThat(read("plain").databaseIsEmpty()).isFalse();
  }
}
