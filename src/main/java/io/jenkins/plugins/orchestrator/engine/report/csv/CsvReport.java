package io.jenkins.plugins.orchestrator.engine.report.csv;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** Every statement that ran as one row, RFC 4180, for spreadsheets. */
public final class CsvReport {
  private static final String HEADER =
      "environment,pass,version,script,index,line,column,status,duration_seconds,rows,statement";

  private final Writer out;

  private CsvReport(Writer out) {
    this.out = out;
  }

  /**
   * Writes the statements of a report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(MigrationTestReport report, OutputStream out) throws IOException {
    Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    writer.write(HEADER + "\r\n");
    CsvReport csv = new CsvReport(writer);
    for (EnvironmentReport environment : report.environments()) {
      for (ScriptReport script : environment.scripts()) {
        for (StatementReport statement : script.statements()) {
          csv.row(environment, script, statement);
        }
      }
    }
    writer.flush();
  }

  private void row(EnvironmentReport environment, ScriptReport script, StatementReport statement)
      throws IOException {
    String seconds = CsvCell.of(statement.duration());
    out.write(
        String.join(
            ",",
            CsvCell.of(environment.name()),
            ReportWords.token(script.direction()),
            CsvCell.of(script.version()),
            CsvCell.of(script.name()),
            String.valueOf(statement.index()),
            String.valueOf(statement.line()),
            String.valueOf(statement.column()),
            ReportWords.token(statement.status()),
            seconds,
            statement.rows() < 0 ? "" : String.valueOf(statement.rows()),
            CsvCell.of(statement.excerpt())));
    out.write("\r\n");
  }
}
