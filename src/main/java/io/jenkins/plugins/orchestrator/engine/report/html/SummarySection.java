package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
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
      banner("info", "…", "running", progress());
    } else {
      Verdict verdict = Verdict.of(report);
      banner(
          ReportWords.token(verdict.status()),
          Badges.sign(verdict.status()),
          ReportWords.of(verdict.status()),
          verdict.sentence());
    }
    numbers();
    environments();
  }

  private void banner(String kind, String sign, String word, String sentence) throws IOException {
    to.open("header", "class", "po-verdict po-is-" + kind);
    to.element("span", sign, "class", "po-big-sign", "aria-hidden", "true");
    to.open("div");
    to.open("h1").text("Migration test: ");
    to.element("span", word, "class", "po-verdict-word").close();
    to.element("p", sentence, "class", "po-sentence");
    to.close(2).line();
  }

  private String progress() {
    long ended = report.environments().stream().filter(e -> e.status() != Status.UNKNOWN).count();
    return ended
        + " of "
        + ReportWords.count(report.environments().size(), "environment")
        + (ended == 1 ? " has" : " have")
        + " ended so far.";
  }

  private void numbers() throws IOException {
    to.open("dl", "class", "po-numbers");
    number("Duration", HumanDuration.of(report.duration()), "of the whole run");
    number(
        "One after the other",
        HumanDuration.of(report.sequentialEquivalent()),
        "the sum of the environments");
    number(
        "Speed-up",
        String.format(Locale.ROOT, "%.1f×", report.speedup()),
        "by testing in parallel");
    long passed = report.environments().stream().filter(e -> e.status() == Status.PASSED).count();
    number(
        "Environments passed",
        passed + " of " + report.environments().size(),
        notPassed(report.environments()));
    number(
        "Scripts applied",
        String.format(
            Locale.ROOT, "%,d", report.environments().stream().mapToLong(Verdict::applied).sum()),
        "up, in all environments");
    List<ReportFindings.Located> findings = ReportFindings.all(report);
    number("Findings", String.valueOf(findings.size()), severities(findings));
    to.close().line();
  }

  private void number(String name, String value, String note) throws IOException {
    to.line().open("div");
    to.element("dt", name);
    to.element("dd", value, "class", "po-value");
    to.element("dd", note.isEmpty() ? "\u00a0" : note, "class", "po-quiet");
    to.close();
  }

  private static String notPassed(List<EnvironmentReport> environments) {
    StringBuilder text = new StringBuilder();
    for (Status status : Status.values()) {
      long count = environments.stream().filter(e -> e.status() == status).count();
      if (count > 0 && status != Status.PASSED) {
        text.append(text.isEmpty() ? "" : ", ").append(count + " " + ReportWords.of(status));
      }
    }
    return text.isEmpty() && !environments.isEmpty() ? "all of them" : text.toString();
  }

  private static String severities(List<ReportFindings.Located> findings) {
    StringBuilder text = new StringBuilder();
    List<Finding.Severity> worstFirst =
        List.of(Finding.Severity.ERROR, Finding.Severity.WARNING, Finding.Severity.INFO);
    for (Finding.Severity severity : worstFirst) {
      long count = findings.stream().filter(f -> f.finding().severity() == severity).count();
      if (count > 0) {
        text.append(text.isEmpty() ? "" : ", ");
        text.append(
            severity == Finding.Severity.INFO
                ? count + " info"
                : ReportWords.count(count, ReportWords.token(severity)));
      }
    }
    return text.isEmpty() ? "nothing to look at" : text.toString();
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
      table.words(outcome(environment.checks().stream().map(CheckReport::status).toList()));
      table.words(outcome(environment.tests().stream().map(TestReport::status).toList()));
      table.number(ReportFindings.of(environment).size());
      table.endRow();
    }
    table.end();
    to.close();
  }

  private static String outcome(List<Status> statuses) {
    if (statuses.isEmpty()) {
      return "none ran";
    }
    long passed = statuses.stream().filter(status -> status == Status.PASSED).count();
    return passed + " of " + statuses.size() + " passed";
  }
}
