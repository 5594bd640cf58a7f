package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code goose_db_version}: a row for each step up or, in old versions, down. */
final class GooseHistory extends EngineHistory {
  /** As goose 2 and 3 write it. */
  private static final String SELECT =
      "SELECT version_id::pg_catalog.text AS version, is_applied FROM %s ORDER BY id";

  GooseHistory() {
    super("goose", Set.of("goose_db_version"), Set.of("id", "version_id", "is_applied", "tstamp"));
  }

  @Override
  Set<String> marks() {
    return Set.of("version_id");
  }

  private record Row(String version, boolean applied) {}

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    Map<String, AppliedMigration> latest = new LinkedHashMap<>();
    for (Row row :
        rows(
            connection,
            SELECT,
            table,
            row -> new Row(row.getString("version"), row.getBoolean("is_applied")))) {
      latest.remove(row.version);
      // Version 0 says that the table was made.
      if (row.applied && !row.version.equals("0")) {
        latest.put(row.version, AppliedMigration.of(row.version, State.APPLIED));
      }
    }
    return List.copyOf(latest.values());
  }
}
