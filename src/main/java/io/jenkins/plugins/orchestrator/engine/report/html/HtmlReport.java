package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationWords;
import java.io.IOException;
import java.io.OutputStream;

/** {@code report.html}: a page in one file that needs no network, and no script to be read. */
public final class HtmlReport {
  private HtmlReport() {}

  /**
   * Writes a report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(MigrationTestReport report, OutputStream out) throws IOException {
    HtmlPage.write(
        title("Migration test", Verdict.of(report), report.configuration()),
        to -> ReportBody.write(report, ReportView.alone(), to),
        out);
  }

  /**
   * Writes an operation's report in UTF-8.
   *
   * @param out is flushed and stays open
   */
  public static void write(OperationReport report, OutputStream out) throws IOException {
    HtmlPage.write(
        title(OperationWords.name(report), OperationVerdict.of(report), report.configuration()),
        to -> OperationBody.write(report, ReportView.alone(), to),
        out);
  }

  private static String title(String operation, Verdict verdict, String configuration) {
    return operation + " " + ReportWords.of(verdict.status()) + ": " + configuration;
  }
}
