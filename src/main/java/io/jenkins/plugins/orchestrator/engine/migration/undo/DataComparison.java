package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import io.jenkins.plugins.orchestrator.engine.migration.undo.UndoProof.DataVerdict;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares the rows of a clone, after going down, with what they were. */
final class DataComparison {
  private final Session now;
  private final Map<String, TableState> before;
  private final Map<String, TableImage> images;
  private final UndoProof.@Nullable Reference reference;
  private final boolean countersAreExact;
  private final Cancellation cancellation;
  private final List<LostColumn> lost = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<TableState, List<String>> suspects = new LinkedHashMap<>();
  private final Map<TableState, List<Column>> surviving = new LinkedHashMap<>();

  /**
   * @param now in a transaction of {@link PinnedReads}
   * @param before the tables as they were
   * @param images of those that were read then
   */
  DataComparison(
      Session now,
      Map<String, TableState> before,
      Map<String, TableImage> images,
      UndoProof.@Nullable Reference reference,
      boolean countersAreExact,
      Cancellation cancellation) {
    this.now = now;
    this.before = before;
    this.images = images;
    this.reference = reference;
    this.countersAreExact = countersAreExact;
    this.cancellation = cancellation;
  }

  List<Finding> findings() {
    return findings;
  }

  DataVerdict compare() throws SQLException {
    Map<String, TableState> after = TableStates.read(now.connection());
    for (TableState table : before.values()) {
      cancellation.check();
      TableState later = after.get(table.qualified());
      // A table that is missing is a difference of the schemas already.
      if (later != null && (!countersAreExact || table.mayHaveChanged(later))) {
        List<String> columns = suspicious(table, later);
        surviving.put(table, surviving(table, later));
        if (!columns.isEmpty()) {
          suspects.put(table, columns);
        }
      }
    }
    if (suspects.isEmpty()) {
      return new DataVerdict(List.of(), null);
    }
    return reference == null ? uncounted() : counted(reference);
  }

  /** The columns whose checksums differ, or all when there is nothing to compare with. */
  private List<String> suspicious(TableState table, TableState later) throws SQLException {
    List<Column> columns = surviving(table, later);
    TableImage image = images.get(table.qualified());
    if (image == null) {
      return table.stored().stream().map(Column::name).toList();
    }
    TableImage found = TableImage.read(now.connection(), later, columns);
    List<String> different = new ArrayList<>();
    for (Column column : columns) {
      if (found.columns().get(column.name()).compareTo(image.columns().get(column.name())) != 0) {
        different.add(column.name());
      }
    }
    if (different.isEmpty() && found.rows() != image.rows()) {
      different.add("*");
    }
    return different;
  }

  /** The stored columns of a table as it was that are still there. */
  private static List<Column> surviving(TableState before, TableState now) {
    return before.stored().stream()
        .filter(column -> now.column(column.name()).isPresent())
        .toList();
  }

  /** What is said when the checksums differ and there is no copy to count the rows by. */
  private DataVerdict uncounted() {
    suspects.forEach(
        (table, columns) ->
            columns.forEach(
                column ->
                    lost.add(new LostColumn(table.qualified(), column, null, Causes.UNKNOWN))));
    return new DataVerdict(List.copyOf(lost), null);
  }

  private DataVerdict counted(UndoProof.Reference copy) throws SQLException {
    Map<TableState, RowComparison.Result> results = new LinkedHashMap<>();
    try (Session then = copy.open();
        PinnedReads reads = new PinnedReads(then)) {
      reads.begin();
      for (TableState table : suspects.keySet()) {
        cancellation.check();
        RowComparison.Result result =
            new RowComparison(table, surviving.get(table))
                .compare(then.connection(), now.connection());
        if (result.added() > 0) {
          findings.add(leftBehind(table, result.added()));
        }
        if (!result.lostNothing()) {
          results.put(table, result);
        }
      }
    } catch (IOException e) {
      return new DataVerdict(List.of(), e.getMessage());
    }
    Causes causes = results.isEmpty() ? null : Causes.find(copy, results.keySet(), cancellation);
    results.forEach(
        (table, result) -> {
          if (result.gone() > 0) {
            lost.add(row(table, "*", result.gone(), causes));
          }
          result.changed().forEach((column, rows) -> lost.add(row(table, column, rows, causes)));
        });
    return new DataVerdict(List.copyOf(lost), null);
  }

  private static LostColumn row(
      TableState table, String column, long rows, @Nullable Causes causes) {
    String cause = causes == null ? Causes.UNKNOWN : causes.of(table, column);
    return new LostColumn(table.qualified(), column, rows, cause);
  }

  private static Finding leftBehind(TableState table, long rows) {
    return new Finding(
        Finding.Severity.WARNING,
        "rows-left-behind",
        "after going down " + table.qualified() + " has " + rows + " rows that it did not have",
        null,
        null,
        table.qualified(),
        "let the down script delete what the up script inserts");
  }
}
