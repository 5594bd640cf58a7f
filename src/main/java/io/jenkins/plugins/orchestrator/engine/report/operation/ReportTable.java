package io.jenkins.plugins.orchestrator.engine.report.operation;

import java.io.Serializable;
import java.util.List;

/**
 * A table of an operation's report.
 *
 * @param title its heading
 * @param note a sentence below it, may be empty
 * @param columns at least one
 * @param rows each with a cell for every column, free of secrets
 */
public record ReportTable(
    String title, String note, List<ReportColumn> columns, List<List<String>> rows)
    implements Serializable {
  public ReportTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    int width = columns.size();
    if (rows.stream().anyMatch(row -> row.size() != width)) {
      throw new IllegalArgumentException("every row of " + title + " has " + width + " cells");
    }
  }
}
