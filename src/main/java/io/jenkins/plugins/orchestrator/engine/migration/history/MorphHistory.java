package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Mattermost's morph: {@code db_migrations}, a row for each migration. */
final class MorphHistory extends EngineHistory {
  private static final String SELECT =
      "SELECT version::pg_catalog.text AS version FROM %s ORDER BY version";

  MorphHistory() {
    super("golang-migrate", Set.of("db_migrations"), Set.of("version", "name"));
  }

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    return rows(
        connection,
        SELECT,
        table,
        row -> AppliedMigration.of(row.getString("version"), State.APPLIED));
  }
}
