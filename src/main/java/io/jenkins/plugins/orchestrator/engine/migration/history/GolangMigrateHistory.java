package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** golang-migrate's {@code schema_migrations}: one row with the version that was reached. */
final class GolangMigrateHistory extends EngineHistory {
  /** As golang-migrate 3 and 4 write it. */
  private static final String SELECT =
      "SELECT version::pg_catalog.text AS version, dirty FROM %s ORDER BY version";

  GolangMigrateHistory() {
    super("golang-migrate", Set.of("schema_migrations"), Set.of("version", "dirty"));
  }

  @Override
  Set<String> marks() {
    return Set.of("dirty");
  }

  /** Under another name only with exactly these columns, as they alone do not say much. */
  @Override
  boolean fits(HistoryTable table) {
    return table.columns().equals(columns())
        || (names().contains(table.name()) && table.columns().containsAll(columns()));
  }

  private record Row(String version, boolean dirty) {}

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    List<AppliedMigration> migrations = new ArrayList<>();
    for (Row row :
        rows(
            connection,
            SELECT,
            table,
            row -> new Row(row.getString("version"), row.getBoolean("dirty")))) {
      // -1 stands for no version at all.
      if (!row.version.startsWith("-")) {
        migrations.add(AppliedMigration.of(row.version, State.UP_TO));
        migrations.add(AppliedMigration.of(row.version, row.dirty ? State.DIRTY : State.APPLIED));
      } else if (row.dirty) {
        migrations.add(AppliedMigration.of(row.version, State.DIRTY));
      }
    }
    return migrations;
  }
}
