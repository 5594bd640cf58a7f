package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Names the sessions that a statement may have waited for. */
final class OpenTransactions {
  /** 14 to 18; of other roles' sessions only the process id, unless one may see more. */
  private static final String QUERY =
      """
      SELECT pid, COALESCE(NULLIF(application_name, ''), backend_type),
             COALESCE(state, backend_type),
             EXTRACT(epoch FROM pg_catalog.clock_timestamp() - xact_start)::pg_catalog.int8
      FROM pg_catalog.pg_stat_activity
      WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid()
        AND xact_start IS NOT NULL AND backend_type IN ('client backend', 'autovacuum worker')
      ORDER BY xact_start LIMIT 5
      """;

  private OpenTransactions() {}

  /** A sentence; null when there are none or when the question cannot be answered. */
  static @Nullable String describe(Connection connection) {
    StringJoiner sessions = new StringJoiner("; ", "Open transactions in this database: ", ".");
    sessions.setEmptyValue("");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        sessions.add(
            "process "
                + rows.getInt(1)
                + " ("
                + rows.getString(2)
                + "), "
                + rows.getString(3)
                + ", for "
                + rows.getLong(4)
                + " s");
      }
    } catch (SQLException e) {
      return null;
    }
    return sessions.toString().isEmpty() ? null : sessions.toString();
  }
}
