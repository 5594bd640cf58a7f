package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigration.State;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** {@code databasechangelog}: a row for each changeset. */
final class LiquibaseHistory extends EngineHistory {
  /**
   * As Liquibase 3 to 5 write it. {@code md5sum} is left out: it is a checksum of what Liquibase
   * makes of a changeset, in a form that differs between its versions, not one of the text.
   */
  private static final String SELECT =
      """
      SELECT filename, id, author, exectype
        FROM %s
       WHERE exectype <> 'SKIPPED'
       ORDER BY orderexecuted
      """;

  LiquibaseHistory() {
    super(
        "liquibase",
        Set.of("databasechangelog"),
        Set.of("id", "author", "filename", "orderexecuted", "exectype", "md5sum"));
  }

  @Override
  Set<String> marks() {
    return Set.of("orderexecuted");
  }

  @Override
  List<AppliedMigration> read(Connection connection, HistoryTable table) throws SQLException {
    return rows(
        connection,
        SELECT,
        table,
        row ->
            AppliedMigration.of(
                row.getString("filename")
                    + "::"
                    + row.getString("id")
                    + "::"
                    + row.getString("author"),
                row.getString("exectype").equals("FAILED") ? State.DIRTY : State.APPLIED));
  }
}
