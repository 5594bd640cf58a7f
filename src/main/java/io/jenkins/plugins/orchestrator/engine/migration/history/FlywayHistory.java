package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.Source;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import io.jenkins.plugins.orchestrator.engine.migration.script.VersionOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code flyway_schema_history}, before Flyway 5 {@code schema_version}, or any other name. */
final class FlywayHistory extends EngineHistory {
  /** As Flyway 4 to 12 write it. */
  private static final String SELECT =
      """
      SELECT version, description, type, checksum::pg_catalog.text AS checksum, success
        FROM %s
       ORDER BY installed_rank
      """;

  FlywayHistory() {
    super(
        "flyway",
        Set.of("flyway_schema_history", "schema_version"),
        Set.of(
            "installed_rank", "version", "description", "type", "script", "checksum", "success"));
  }

  @Override
  Set<String> marks() {
    return Set.of("installed_rank");
  }

  private record Row(
      @Nullable String version,
      String description,
      String type,
      @Nullable String checksum,
      boolean success) {}

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    Map<String, AppliedMigration> latest = new LinkedHashMap<>();
    List<Row> rows =
        rows(
            connection,
            SELECT,
            table,
            row ->
                new Row(
                    row.getString("version"),
                    row.getString("description"),
                    row.getString("type"),
                    row.getString("checksum"),
                    row.getBoolean("success")));
    for (Row row : rows) {
      String key = key(row);
      latest.remove(key);
      if (!row.success) {
        latest.put(key, migration(row, State.DIRTY));
      } else if (row.type.contains("BASELINE")) {
        latest.put(key, migration(row, State.UP_TO));
      } else if (row.type.equals("SQL")) {
        latest.put(key, migration(row, State.APPLIED));
      } else if (!row.type.startsWith("UNDO")
          && !row.type.equals("DELETE")
          && !row.type.equals("SCHEMA")) {
        latest.put(key, migration(row, State.PROGRAM));
      }
    }
    return List.copyOf(latest.values());
  }

  private static AppliedMigration migration(Row row, State state) {
    return row.version == null
        ? new AppliedMigration("", row.description, row.checksum, state, Source.ENGINE)
        : new AppliedMigration(row.version, "", row.checksum, state, Source.ENGINE);
  }

  private static String key(Row row) {
    if (row.version == null) {
      return "R" + row.description;
    }
    return VersionOrder.NUMERIC_PARTS.accepts(row.version)
        ? VersionOrder.NUMERIC_PARTS.key(row.version)
        : row.version;
  }
}
