package io.jenkins.plugins.orchestrator.engine.report.csv;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Every statement that ran as one row, RFC 4180, for spreadsheets. */
public final class CsvReport {
  private static final String HEADER =
      "environment,pass,version,script,index,line,column,status,duration_seconds,rows,statement";

  /** What makes a cell a formula; some programs look past spaces. */
  private static final Pattern FORMULA = Pattern.compile("\\s*[=+@-]");

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
    String seconds =
        BigDecimal.valueOf(statement.duration().toNanos(), 9).stripTrailingZeros().toPlainString();
    out.write(
        String.join(
            ",",
            cell(environment.name()),
            ReportWords.token(script.direction()),
            cell(script.version()),
            cell(script.name()),
            String.valueOf(statement.index()),
            String.valueOf(statement.line()),
            String.valueOf(statement.column()),
            ReportWords.token(statement.status()),
            seconds,
            statement.rows() < 0 ? "" : String.valueOf(statement.rows()),
            cell(statement.excerpt())));
    out.write("\r\n");
  }

  /**
   * A text, quoted where it must be. One that a spreadsheet would take for a formula gets an
   * apostrophe in front: it would be run by whoever opens the file.
   */
  private static String cell(String text) {
    String safe = PlainText.visible(text);
    if (FORMULA.matcher(safe).lookingAt()) {
      safe = "'" + safe;
    }
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\'');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
