package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** dbmate's {@code schema_migrations}: a row for each migration. */
final class DbmateHistory extends EngineHistory {
  private static final String SELECT =
      "SELECT version::pg_catalog.text AS version FROM %s ORDER BY version";

  DbmateHistory() {
    super("dbmate", Set.of("schema_migrations"), Set.of("version"));
  }

  /** golang-migrate calls its table the same, and that has one column more. */
  @Override
  boolean fits(HistoryTable table) {
    return super.fits(table) && !table.columns().contains("dirty");
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
