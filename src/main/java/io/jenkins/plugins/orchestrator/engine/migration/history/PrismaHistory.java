package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.Source;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code _prisma_migrations}: a row for each attempt. */
final class PrismaHistory extends EngineHistory {
  /** As Prisma 2.19 to 7 write it. */
  private static final String SELECT =
      """
      SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
        FROM %s
       WHERE rolled_back_at IS NULL
       ORDER BY started_at
      """;

  PrismaHistory() {
    super(
        "prisma",
        Set.of("_prisma_migrations"),
        Set.of("migration_name", "checksum", "started_at", "finished_at", "rolled_back_at"));
  }

  @Override
  Set<String> marks() {
    return Set.of("applied_steps_count");
  }

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    Map<String, AppliedMigration> latest = new LinkedHashMap<>();
    for (AppliedMigration attempt :
        rows(
            connection,
            SELECT,
            table,
            row ->
                new AppliedMigration(
                    row.getString("migration_name"),
                    "",
                    row.getString("checksum"),
                    row.getBoolean("finished") ? State.APPLIED : State.DIRTY,
                    Source.ENGINE))) {
      latest.put(attempt.version(), attempt);
    }
    return List.copyOf(latest.values());
  }
}
