package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Finds the rows of a table that are not what they were: both sides are read in the order of their
 * keys' hashes and merged, so that memory does not grow with the table. Rows are known by their
 * primary key; without one by their whole content, and then a changed row is one that is gone and
 * another that came.
 */
final class RowComparison {
  private static final int FETCH_SIZE = 5000;

  private final TableState before;
  private final List<Column> columns;
  private final List<Column> key;
  private final List<Column> values;
  private long gone;
  private long added;
  private final long[] changed;

  /**
   * @param before the table as it was
   * @param columns those of its columns that both sides have
   */
  RowComparison(TableState before, List<Column> columns) {
    this.before = before;
    this.columns = columns;
    List<Column> ofKey =
        columns.stream().filter(column -> before.key().contains(column.number())).toList();
    this.key = ofKey.size() == before.key().size() ? ofKey : List.of();
    this.values = key.isEmpty() ? List.of() : columns;
    this.changed = new long[values.size()];
  }

  /**
   * What was found.
   *
   * @param gone rows that were there and are not
   * @param added rows that were not there and are
   * @param changed how many rows have another value, by column; columns without any are left out
   */
  record Result(long gone, long added, Map<String, Long> changed) {
    boolean lostNothing() {
      return gone == 0 && changed.isEmpty();
    }
  }

  /**
   * Compares.
   *
   * @param left in a transaction, to a copy of the database as it was
   * @param right in a transaction, to the database as it is
   */
  Result compare(Connection left, Connection right) throws SQLException {
    try (Statement leftStatement = left.createStatement();
        Statement rightStatement = right.createStatement()) {
      leftStatement.setFetchSize(FETCH_SIZE);
      rightStatement.setFetchSize(FETCH_SIZE);
      String query = key.isEmpty() ? contents() : rows();
      try (ResultSet leftRows = leftStatement.executeQuery(query);
          ResultSet rightRows = rightStatement.executeQuery(query)) {
        merge(new Side(leftRows), new Side(rightRows));
      }
    }
    Map<String, Long> byColumn = new LinkedHashMap<>();
    for (int i = 0; i < changed.length; i++) {
      if (changed[i] > 0) {
        byColumn.put(values.get(i).name(), changed[i]);
      }
    }
    return new Result(gone, added, byColumn);
  }

  /** A row each: the key's hash, 1, the hash of each column. */
  private String rows() {
    return "SELECT "
        + ColumnHash.of(key)
        + ", 1"
        + values.stream().map(ColumnHash::of).collect(Collectors.joining(", ", ", ", ""))
        + " FROM ONLY "
        + TableImage.from(before)
        + " ORDER BY 1";
  }

  /** A row for all rows of one content: its hash, how many there are. */
  private String contents() {
    String hash = columns.isEmpty() ? "0::int8" : ColumnHash.of(columns);
    return "SELECT "
        + hash
        + ", count(*) FROM ONLY "
        + TableImage.from(before)
        + " GROUP BY 1 ORDER BY 1";
  }

  private void merge(Side left, Side right) throws SQLException {
    left.next();
    right.next();
    while (left.present || right.present) {
      if (!right.present || (left.present && left.key < right.key)) {
        gone += left.count;
        left.next();
      } else if (!left.present || right.key < left.key) {
        added += right.count;
        right.next();
      } else {
        match(left, right);
        left.next();
        right.next();
      }
    }
  }

  private void match(Side left, Side right) throws SQLException {
    gone += Math.max(0, left.count - right.count);
    added += Math.max(0, right.count - left.count);
    for (int i = 0; i < changed.length; i++) {
      if (left.value(i) != right.value(i)) {
        changed[i]++;
      }
    }
  }

  /** The rows of one side, at one of them. */
  private static final class Side {
    private final ResultSet result;
    private boolean present;
    private long key;
    private long count;

    Side(ResultSet result) {
      this.result = result;
    }

    void next() throws SQLException {
      present = result.next();
      if (present) {
        key = result.getLong(1);
        count = result.getLong(2);
      }
    }

    long value(int column) throws SQLException {
      return result.getLong(column + 3);
    }
  }
}
