package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.backup.BackupsOfReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.csv.OperationCsv;
import io.jenkins.plugins.orchestrator.engine.report.html.HtmlReport;
import io.jenkins.plugins.orchestrator.engine.report.html.OperationBody;
import io.jenkins.plugins.orchestrator.engine.report.html.ReportView;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.junit.JunitReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import io.jenkins.plugins.orchestrator.engine.report.state.StatesOfReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * That of any other operation.
 *
 * @param report what was measured and judged
 */
public record OperationRunReport(OperationReport report) implements RunReport {
  @Override
  public ReportKind kind() {
    return ReportKind.OPERATION;
  }

  @Override
  public Verdict verdict() {
    return OperationVerdict.of(report);
  }

  @Override
  public RunReport timedOut(Finding finding) {
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.add(finding);
    return RunReport.of(
        new OperationReport(
            report.operation(),
            report.title(),
            report.runId(),
            report.configuration(),
            report.startedAt(),
            report.duration(),
            report.sequentialEquivalent(),
            Status.ofParts(List.of(report.status(), Status.TIMED_OUT)),
            report.lanes(),
            report.tables(),
            findings));
  }

  @Override
  public boolean has(ReportFormat format) {
    return switch (format) {
      case JSON, HTML, JUNIT, CSV -> true;
      case HANDOFF -> false;
    };
  }

  @Override
  public String fileName(ReportFormat format, String id) {
    return format == ReportFormat.CSV ? "tables-" + id + ".csv" : format.fileName(id);
  }

  @Override
  public void write(ReportFormat format, OutputStream out) throws IOException {
    switch (format) {
      case JSON -> JsonReport.write(report, out);
      case HTML -> HtmlReport.write(report, out);
      case JUNIT -> JunitReport.write(report, out);
      case CSV -> OperationCsv.tables(report, out);
      case HANDOFF -> throw new IOException("there is no such file of this report: " + format);
    }
  }

  @Override
  public RunStates states() {
    return new RunStates(
        report.runId(),
        report.operation(),
        report.startedAt().plus(report.duration()),
        StatesOfReport.of(report, OperationBody.places(report)),
        BackupsOfReport.of(report),
        BackupsOfReport.isList(report));
  }

  @Override
  public void writeBody(ReportView view, Markup to) throws IOException {
    OperationBody.write(report, view, to);
  }
}
