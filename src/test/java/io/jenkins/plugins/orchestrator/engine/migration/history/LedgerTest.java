package io.jenkins.plugins.orchestrator.engine.migration.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.migration.history.Ledger.Event;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptDirectory;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {15, 18})
class LedgerTest {
  private static final RunId RUN = new RunId("abcdefghij");

  @Parameter int major;
  @TempDir Path directory;
  private String database;
  private Connection connection;
  private ScriptDirectory db;

  @BeforeEach
  void connect() throws SQLException {
    TestServer server = TestServer.of(major);
    database = server.createDatabase();
    connection = server.connect(database);
    db = ScriptDirectory.in(directory);
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private PendingMigrations decide() throws Exception {
    MigrationDirectory read = db.read();
    return PendingMigrations.decide(
        read,
        AppliedMigrations.read(connection, read.format()),
        ScriptDirectory.settings("auto", null, null),
        new MigrationSelection.AllPending());
  }

  private void record(MigrationScript script, Event event, String format) throws SQLException {
    Ledger.record(connection, format, script, event, RUN, Duration.ofMillis(1500));
  }

  @Test
  void lastRowOfAScriptSaysWhatBecameOfIt() throws Exception {
    db.file("1_a.sql", "SELECT 1")
        .file("2_\"; drop schema public; --.sql", "SELECT 2")
        .file("3_it's.sql", "SELECT 3")
        .file("4_d.sql", "SELECT 4");
    Ledger.create(connection);
    Ledger.create(connection);
    assertThat(decide().scripts()).hasSize(4);

    for (MigrationScript script : db.read().scripts()) {
      record(script, Event.STARTED, "plain");
      if (!script.version().equals("4")) {
        record(script, Event.APPLIED, "plain");
      }
    }
    record(db.read().scripts().get(2), Event.REVERTED, "plain");

    PendingMigrations pending = decide();
    assertThat(pending.report().history()).isEqualTo("parallel_orchestrator.ledger");
    assertThat(pending.report().applied()).isEqualTo(2);
    assertThat(pending.report().pending()).containsExactly("db/3_it's.sql");
    assertThat(pending.report().dirty()).containsExactly("db/4_d.sql");
    assertThat(pending.refusal()).isPresent();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT DISTINCT run_id, applied_by, duration_ms"
                    + " FROM parallel_orchestrator.ledger")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("abcdefghij");
      assertThat(row.getString(2)).isEqualTo("postgres");
      assertThat(row.getLong(3)).isEqualTo(1500);
    }
  }

  @Test
  void ledgerAndEngineAreTakenTogether() throws Exception {
    db.file("V1__a.sql", "").file("V2__b.sql", "old").file("V3__c.sql", "").file("R__v.sql", "old");
    String table = "flyway_schema_history";
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          EngineTables.flyway(table)
              + EngineTables.flywayRow(table, 1, "'1'", "a", "SQL", "0", true));
    }
    Ledger.create(connection);
    for (MigrationScript script : decide().scripts()) {
      if (!script.version().equals("3")) {
        record(script, Event.APPLIED, "flyway");
      }
    }
    assertThat(decide().report().pending()).containsExactly("db/V3__c.sql");

    db.file("V2__b.sql", "new").file("R__v.sql", "new");

    PendingMigrations pending = decide();
    assertThat(pending.report().history())
        .isEqualTo("public.flyway_schema_history and parallel_orchestrator.ledger");
    assertThat(pending.report().edited()).containsExactly("db/V2__b.sql");
    assertThat(pending.report().pending()).containsExactly("db/V3__c.sql", "db/R__v.sql");
  }

  @Test
  void flywaysBaselineThatATestAppliedGoesOnReplacingWhatIsBeforeIt() throws Exception {
    db.file("V1__a.sql", "").file("B2__ab.sql", "").file("V2__b.sql", "").file("V3__c.sql", "");
    Ledger.create(connection);
    assertThat(decide().report().pending()).containsExactly("db/B2__ab.sql", "db/V3__c.sql");

    record(db.read().scripts().get(1), Event.APPLIED, "flyway");
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t ()");
    }

    assertThat(decide().report().pending()).containsExactly("db/V3__c.sql");
    assertThat(decide().report().outOfOrder()).isEmpty();
  }

  @Test
  void startIsNotPartOfATransactionThatMayNeverEnd() throws Exception {
    db.file("1_a.sql", "");
    MigrationScript script = db.read().scripts().get(0);
    Ledger.create(connection);
    connection.setAutoCommit(false);

    assertThatThrownBy(() -> record(script, Event.STARTED, "plain"))
        .isInstanceOf(IllegalStateException.class);
    record(script, Event.APPLIED, "plain");
    connection.rollback();
    connection.setAutoCommit(true);

    assertThat(decide().scripts()).hasSize(1);
  }

  @Test
  void ledgerOfOtherColumnsIsNotRead() throws Exception {
    db.file("1_a.sql", "");
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE SCHEMA parallel_orchestrator;"
              + " CREATE TABLE parallel_orchestrator.ledger (id int)");
    }

    assertThat(decide().report().history()).isEqualTo("none");
    assertThat(decide().scripts()).hasSize(1);
  }
}
