package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.Source;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** {@code sqitch.changes}: a row for each change that is deployed; a reworked one has several. */
final class SqitchHistory extends EngineHistory {
  /** As sqitch 0.9999 and 1 write it. */
  private static final String SELECT =
      "SELECT project, change, script_hash FROM %s ORDER BY committed_at, planned_at";

  SqitchHistory() {
    super(
        "sqitch",
        Set.of("changes"),
        Set.of("change_id", "script_hash", "change", "project", "committed_at", "planned_at"));
  }

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    return rows(
        connection,
        SELECT,
        table,
        row ->
            new AppliedMigration(
                row.getString("project") + ":" + row.getString("change"),
                "",
                row.getString("script_hash"),
                State.APPLIED,
                Source.ENGINE));
  }
}
