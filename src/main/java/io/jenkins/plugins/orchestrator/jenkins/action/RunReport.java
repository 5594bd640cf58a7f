package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.html.ReportView;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import java.io.IOException;
import java.io.OutputStream;

/** The report of a run, of either kind, as a build keeps and shows it. Immutable. */
public sealed interface RunReport permits MigrationTestRunReport, OperationRunReport {
  /** That of a migration test. */
  static RunReport of(MigrationTestReport report) {
    return new MigrationTestRunReport(report);
  }

  /** That of any other operation. */
  static RunReport of(OperationReport report) {
    return new OperationRunReport(report);
  }

  /** Names what it is of, and with it the files that it is stored in. */
  ReportKind kind();

  /** What it says to a person. */
  Verdict verdict();

  /** The same of a run that took too long: with the finding that says so. */
  RunReport timedOut(Finding finding);

  /** The files that it can be read as. */
  boolean has(ReportFormat format);

  /** The name of such a file of the run. */
  default String fileName(ReportFormat format, String id) {
    return format.fileName(id);
  }

  /**
   * Writes it as a file, one of those that it can be read as.
   *
   * @param out is flushed and stays open
   */
  void write(ReportFormat format, OutputStream out) throws IOException;

  /** What it leaves for the page of its job. */
  RunStates states();

  /** Writes it as the content of a page. */
  void writeBody(ReportView view, Markup to) throws IOException;
}
