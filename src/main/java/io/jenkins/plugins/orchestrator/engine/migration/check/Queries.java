package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.check.SchemaChecks.Outcome;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Checks of what queries give. */
final class Queries {
  private Queries() {}

  static Outcome check(Connection connection, ValidationSettings.Query query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      if (!statement.execute(query.sql())) {
        return Outcome.failed("it gives no rows", "use a query: SELECT …");
      }
      try (ResultSet rows = statement.getResultSet()) {
        QueryResult result = QueryResult.read(rows);
        Optional<String> broken = result.broken(query.expect());
        return broken
            .map(text -> Outcome.failed(text, null))
            .orElseGet(() -> Outcome.passed(result.toString()));
      }
    }
  }
}
