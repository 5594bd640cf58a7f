package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsComparison;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tables of a verification's report. */
public final class VerifyTables {
  private static final int MOST = 500;

  private VerifyTables() {}

  /** What was compared, a row for each table. */
  public static ReportTable compared(ContentsComparison comparison) {
    List<ContentsComparison.ComparedTable> all = comparison.tables();
    List<List<String>> rows =
        all.stream()
            .limit(MOST)
            .map(
                table ->
                    List.of(
                        table.name(),
                        number(table.expected()),
                        number(table.found()),
                        table.checksum(),
                        (table.isSame() ? Status.PASSED : Status.FAILED).name()))
            .toList();
    String note =
        all.size() > MOST ? "Of " + all.size() + " tables; those that differ come first." : "";
    return new ReportTable(
        "Compared tables",
        note,
        List.of(
            new ReportColumn("table", ReportColumn.Kind.TEXT),
            new ReportColumn("rows expected", ReportColumn.Kind.NUMBER),
            new ReportColumn("rows found", ReportColumn.Kind.NUMBER),
            new ReportColumn("checksum", ReportColumn.Kind.TEXT),
            new ReportColumn("status", ReportColumn.Kind.STATUS)),
        rows);
  }

  private static String number(@Nullable Long value) {
    return value == null ? "" : Long.toString(value);
  }
}
