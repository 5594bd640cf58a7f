package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The rows of a table, as checksums that do not depend on their order.
 *
 * @param rows how many there are
 * @param columns the sum of each column's hashes, by name; null values count
 */
record TableImage(long rows, Map<String, BigDecimal> columns) {
  /**
   * Reads these columns of a table, in one pass that the server may spread over several processes.
   *
   * @param connection in a transaction with the settings of {@link PinnedReads}
   * @param columns as they are called and typed now
   */
  static TableImage read(Connection connection, TableState table, List<Column> columns)
      throws SQLException {
    String sums =
        columns.stream()
            .map(column -> ", sum(" + ColumnHash.of(column) + ")")
            .collect(Collectors.joining());
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*)" + sums + " FROM ONLY " + from(table))) {
      row.next();
      Map<String, BigDecimal> values = new LinkedHashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        BigDecimal sum = row.getBigDecimal(i + 2);
        values.put(columns.get(i).name(), sum == null ? BigDecimal.ZERO : sum);
      }
      return new TableImage(row.getLong(1), values);
    }
  }

  /** A table's name as SQL wants it. */
  static String from(TableState table) {
    return Session.quoteIdentifier(table.schema()) + "." + Session.quoteIdentifier(table.name());
  }
}
