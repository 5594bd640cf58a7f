package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which way lost the data: found by applying the scripts to the copy too and looking whether it is
 * gone already.
 */
final class Causes {
  /** What is said when it could not be found out. */
  static final String UNKNOWN = "up or down";

  private final Map<String, TableImage> before = new HashMap<>();
  private final Map<String, TableImage> after = new HashMap<>();
  private boolean known;

  private Causes() {}

  static Causes find(
      UndoProof.Reference copy, Collection<TableState> tables, Cancellation cancellation)
      throws SQLException {
    Causes causes = new Causes();
    try {
      causes.read(copy, tables, causes.before, cancellation);
      if (copy.applyScripts()) {
        causes.read(copy, tables, causes.after, cancellation);
        causes.known = true;
      }
    } catch (IOException e) {
      // The copy is gone: then it stays unknown, which is what of() says.
      causes.known = false;
    }
    return causes;
  }

  private void read(
      UndoProof.Reference copy,
      Collection<TableState> tables,
      Map<String, TableImage> into,
      Cancellation cancellation)
      throws SQLException, IOException {
    try (Session session = copy.open();
        PinnedReads reads = new PinnedReads(session)) {
      reads.begin();
      Map<String, TableState> byName = TableStates.read(session.connection());
      for (TableState table : tables) {
        cancellation.check();
        TableState here = byName.get(table.qualified());
        if (here != null) {
          List<Column> columns = same(table, here);
          into.put(table.qualified(), TableImage.read(session.connection(), here, columns));
        }
      }
    }
  }

  /** The columns of a table that are there with their old name and type. */
  private static List<Column> same(TableState table, TableState here) {
    return table.stored().stream()
        .filter(
            column ->
                here.column(column.name())
                    .filter(other -> other.type().equals(column.type()))
                    .isPresent())
        .toList();
  }

  /** {@code up}, {@code down}, or {@code up or down} when that could not be found out. */
  String of(TableState table, String column) {
    if (!known) {
      return UNKNOWN;
    }
    TableImage first = before.get(table.qualified());
    TableImage then = after.get(table.qualified());
    if (first == null || then == null) {
      return "up";
    }
    if (column.equals("*")) {
      return first.rows() <= then.rows() ? "down" : "up";
    }
    BigDecimal sum = then.columns().get(column);
    if (sum == null) {
      return "up";
    }
    // With other rows among them the sums say nothing of the rows that were there.
    return first.rows() != then.rows()
        ? UNKNOWN
        : sum.compareTo(first.columns().getOrDefault(column, BigDecimal.ZERO)) == 0 ? "down" : "up";
  }
}
