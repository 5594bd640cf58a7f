package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.csv.CsvReport;
import io.jenkins.plugins.orchestrator.engine.report.handoff.HandoffReport;
import io.jenkins.plugins.orchestrator.engine.report.html.HtmlReport;
import io.jenkins.plugins.orchestrator.engine.report.html.ReportBody;
import io.jenkins.plugins.orchestrator.engine.report.html.ReportView;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.junit.JunitReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import io.jenkins.plugins.orchestrator.engine.report.state.StatesOfReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * That of a migration test.
 *
 * @param report what was measured
 */
public record MigrationTestRunReport(MigrationTestReport report) implements RunReport {
  @Override
  public ReportKind kind() {
    return ReportKind.MIGRATION_TEST;
  }

  @Override
  public Verdict verdict() {
    return Verdict.of(report);
  }

  @Override
  public RunReport timedOut(Finding finding) {
    List<Finding> findings = new ArrayList<>(report.findings());
    findings.add(finding);
    return RunReport.of(
        new MigrationTestReport(
            report.runId(),
            report.configuration(),
            report.startedAt(),
            report.duration(),
            report.sequentialEquivalent(),
            Status.ofParts(List.of(report.status(), Status.TIMED_OUT)),
            report.environments(),
            report.drift(),
            findings));
  }

  @Override
  public boolean has(ReportFormat format) {
    return true;
  }

  @Override
  public void write(ReportFormat format, OutputStream out) throws IOException {
    switch (format) {
      case JSON -> JsonReport.write(report, out);
      case HTML -> HtmlReport.write(report, out);
      case JUNIT -> JunitReport.write(report, out);
      case CSV -> CsvReport.write(report, out);
      case HANDOFF -> HandoffReport.write(report, out);
    }
  }

  @Override
  public RunStates states() {
    return new RunStates(
        report.runId(),
        RunStates.MIGRATION_TEST,
        report.startedAt().plus(report.duration()),
        StatesOfReport.of(report, ReportBody::id),
        List.of(),
        false);
  }

  @Override
  public void writeBody(ReportView view, Markup to) throws IOException {
    ReportBody.write(report, view, to);
  }
}
