package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The verdict, the key numbers, and a line per environment. */
final class SummarySection {
  private final MigrationTestReport report;
  private final ReportView view;
  private final Markup to;

  SummarySection(MigrationTestReport report, ReportView view, Markup to) {
    this.report = report;
    this.view = view;
    this.to = to;
  }

  void write() throws IOException {
    if (view.running()) {
      SummaryBlocks.running(
          to,
          "Migration test",
          SummaryBlocks.progress(
              report.environments().stream().map(EnvironmentReport::status).toList(),
              "environment"));
    } else {
      SummaryBlocks.verdict(to, "Migration test", Verdict.of(report));
    }
    numbers();
    environments();
  }

  private void numbers() throws IOException {
    to.open("dl", "class", "po-numbers");
    SummaryBlocks.number(to, "Duration", HumanDuration.of(report.duration()), "of the whole run");
    SummaryBlocks.number(
        to,
        "One after the other",
        HumanDuration.of(report.sequentialEquivalent()),
        "the sum of the environments");
    SummaryBlocks.number(
        to,
        "Speed-up",
        String.format(Locale.ROOT, "%.1f×", report.speedup()),
        "by testing in parallel");
    long passed = report.environments().stream().filter(e -> e.status() == Status.PASSED).count();
    SummaryBlocks.number(
        to,
        "Environments passed",
        passed + " of " + report.environments().size(),
        SummaryBlocks.notPassed(
            report.environments().stream().map(EnvironmentReport::status).toList()));
    SummaryBlocks.number(
        to,
        "Scripts applied",
        String.format(
            Locale.ROOT, "%,d", report.environments().stream().mapToLong(Verdict::applied).sum()),
        "up, in all environments");
    List<ReportFindings.Located> findings = ReportFindings.all(report);
    SummaryBlocks.number(
        to, "Findings", String.valueOf(findings.size()), SummaryBlocks.severities(findings));
    to.close().line();
  }

  private void environments() throws IOException {
    to.open("section", "aria-labelledby", "po-environments");
    to.element("h2", "Environments", "id", "po-environments");
    Table table =
        Table.begin(
            to,
            "How each environment ended",
            false,
            Column.TEXT,
            "Environment",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Duration",
            Column.NUMBER,
            "Scripts applied",
            Column.TEXT,
            "Way back",
            Column.TEXT,
            "Checks",
            Column.TEXT,
            "Tests",
            Column.NUMBER,
            "Findings");
    for (int i = 0; i < report.environments().size(); i++) {
      EnvironmentReport environment = report.environments().get(i);
      table.row();
      to.open("th", "scope", "row", "class", "po-name");
      to.element("a", environment.name(), "href", "#" + ReportBody.id(i)).close();
      Badges.status(table.cell(), environment.status(), view);
      to.close();
      table.duration(environment.duration());
      table.number(Verdict.applied(environment));
      Badges.reversibility(table.cell(), environment.reversibility().verdict());
      to.close();
      table.words(
          SummaryBlocks.outcome(environment.checks().stream().map(CheckReport::status).toList()));
      table.words(
          SummaryBlocks.outcome(environment.tests().stream().map(TestReport::status).toList()));
      table.number(ReportFindings.of(environment).size());
      table.endRow();
    }
    table.end();
    to.close();
  }
}
