package io.jenkins.plugins.orchestrator.engine.report.csv;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The checks and the tables of an operation's report, RFC 4180 in UTF-8, for spreadsheets. Tables
 * of all forms share one file, with a row per cell.
 */
public final class OperationCsv {
  private static final String CHECKS =
      "lane,kind,name,status,expected,found,duration_seconds,message";
  private static final String TABLES = "lane,table,row,column,kind,value";

  private final Writer out;

  private OperationCsv(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
  }

  /**
   * Writes a row for every check.
   *
   * @param out is flushed and stays open
   */
  public static void checks(OperationReport report, OutputStream out) throws IOException {
    OperationCsv csv = new OperationCsv(out);
    csv.out.write(CHECKS + "\r\n");
    for (LaneReport lane : report.lanes()) {
      for (CheckReport check : lane.checks()) {
        csv.check(lane, check);
      }
    }
    csv.out.flush();
  }

  /**
   * Writes a row for every cell of every table: its lane (empty for a table of the run), the
   * table's title, the row from 1, the column's name and kind, and the value as it was measured.
   *
   * @param out is flushed and stays open
   */
  public static void tables(OperationReport report, OutputStream out) throws IOException {
    OperationCsv csv = new OperationCsv(out);
    csv.out.write(TABLES + "\r\n");
    for (ReportTable table : report.tables()) {
      csv.table("", table);
    }
    for (LaneReport lane : report.lanes()) {
      for (ReportTable table : lane.tables()) {
        csv.table(lane.name(), table);
      }
    }
    csv.out.flush();
  }

  private void check(LaneReport lane, CheckReport check) throws IOException {
    row(
        CsvCell.of(lane.name()),
        CsvCell.of(check.kind()),
        CsvCell.of(check.name()),
        ReportWords.token(check.status()),
        CsvCell.ofNumber(check.expected()),
        CsvCell.ofNumber(check.found()),
        CsvCell.of(check.duration()),
        CsvCell.of(Objects.requireNonNullElse(check.message(), "")));
  }

  private void table(String lane, ReportTable table) throws IOException {
    int number = 0;
    for (List<String> row : table.rows()) {
      number++;
      for (int i = 0; i < row.size(); i++) {
        ReportColumn column = table.columns().get(i);
        row(
            CsvCell.of(lane),
            CsvCell.of(table.title()),
            String.valueOf(number),
            CsvCell.of(column.name()),
            ReportWords.token(column.kind()),
            CsvCell.ofNumber(row.get(i)));
      }
    }
  }

  private void row(String... cells) throws IOException {
    out.write(String.join(",", cells));
    out.write("\r\n");
  }
}
