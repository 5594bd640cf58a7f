package io.jenkins.plugins.orchestrator.engine.migration.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The history table of a migration engine. It is only ever read: a row that is not exactly as its
 * engine would have written it (installed rank, checksum, change id) breaks the next run of the
 * engine, so {@link Ledger} is written in its place.
 */
abstract class EngineHistory {
  private final String format;
  private final Set<String> names;
  private final Set<String> columns;

  /**
   * @param format its name in the configuration
   * @param names of the table, as the engine calls it by default
   * @param columns that it has, be there more or not
   */
  EngineHistory(String format, Set<String> names, Set<String> columns) {
    this.format = format;
    this.names = names;
    this.columns = columns;
  }

  final String format() {
    return format;
  }

  final Set<String> names() {
    return names;
  }

  final Set<String> columns() {
    return columns;
  }

  /** A column that tables of other purposes do not have, for tables of other names; else empty. */
  Set<String> marks() {
    return Set.of();
  }

  /** Whether a table is this engine's history. */
  boolean fits(HistoryTable table) {
    return table.columns().containsAll(columns)
        && (names.contains(table.name()) || marks().stream().anyMatch(table.columns()::contains));
  }

  /** What is in the table, oldest first. */
  abstract List<AppliedMigration> read(Connection connection, HistoryTable table)
      throws SQLException;

  /** Makes what it will of a row. */
  interface Reader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /**
   * Reads all rows.
   *
   * @param select with {@code %s} in the place of the table
   */
  static <T> List<T> rows(
      Connection connection, String select, HistoryTable table, Reader<T> reader)
      throws SQLException {
    List<T> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      // Without it the driver would look for {…} in the names of schemas.
      statement.setEscapeProcessing(false);
      try (ResultSet row = statement.executeQuery(select.replace("%s", table.quoted()))) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
    }
    return rows;
  }
}
