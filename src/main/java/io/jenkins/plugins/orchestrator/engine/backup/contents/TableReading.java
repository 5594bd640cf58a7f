package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.TableContents;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Counts a table's rows and sums their hashes, in one piece or several. */
final class TableReading {
  /** 64 MiB of blocks of 8 KiB: long enough that the statements' own cost does not count. */
  private static final long PIECE = 8192;

  private static final long MOST_PIECES = 256;

  private final SourceTable table;
  private final boolean checksum;
  private final TableSum sum = new TableSum();

  TableReading(SourceTable table, boolean checksum) {
    this.table = table;
    this.checksum = checksum;
  }

  /**
   * The statements that read it.
   *
   * @param wholeFrom tables of so many blocks and more are read in one piece: only a whole scan of
   *     them goes through a small ring of buffers and leaves the server's cache to others
   */
  List<SessionWork.Task> tasks(long wholeFrom) {
    if (!table.heap() || !table.condition().isEmpty() || table.blocks() >= wholeFrom) {
      return List.of(session -> read(session, table.condition()));
    }
    List<SessionWork.Task> tasks = new ArrayList<>();
    long step = Math.max(PIECE, table.blocks() / MOST_PIECES);
    long from = 0;
    for (; from + step < table.blocks(); from += step) {
      String range = "WHERE ctid >= '(%d,0)' AND ctid < '(%d,0)'".formatted(from, from + step);
      tasks.add(session -> read(session, range));
    }
    // Without an end: it may have grown.
    String rest = from == 0 ? "" : "WHERE ctid >= '(%d,0)'".formatted(from);
    tasks.add(session -> read(session, rest));
    return tasks;
  }

  private void read(Connection session, String where) throws SQLException {
    String sql =
        checksum
            ? "SELECT pg_catalog.count(*), %s, %s FROM (SELECT %s AS h FROM ONLY %s t %s OFFSET 0) r"
                .formatted(
                    RowHash.sumOfLowHalves(),
                    RowHash.sumOfHighHalves(),
                    RowHash.of(table.columns()),
                    table.quoted(),
                    where)
            : "SELECT pg_catalog.count(*), 0, 0 FROM ONLY %s t %s".formatted(table.quoted(), where);
    try (Statement statement = session.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet row = statement.executeQuery(sql)) {
        row.next();
        sum.add(row.getLong(1), integer(row.getBigDecimal(2)), integer(row.getBigDecimal(3)));
      }
    } catch (SQLException e) {
      throw new SQLException(
          "table " + table + " could not be read: " + e.getMessage(), e.getSQLState(), e);
    }
  }

  /** A sum over no rows is null. */
  private static BigInteger integer(@org.jspecify.annotations.Nullable BigDecimal sum) {
    return sum == null ? BigInteger.ZERO : sum.toBigInteger();
  }

  TableContents contents() {
    return new TableContents(
        table.schema(),
        table.name(),
        sum.rows(),
        checksum ? sum.checksum() : null,
        table.generated());
  }
}
