package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;

/** Pieces of the summary that begins every report. */
final class SummaryBlocks {
  private static final List<Finding.Severity> WORST_FIRST =
      List.of(Finding.Severity.ERROR, Finding.Severity.WARNING, Finding.Severity.INFO);

  private SummaryBlocks() {}

  static void verdict(Markup to, String operation, Verdict verdict) throws IOException {
    banner(
        to,
        operation,
        ReportWords.token(verdict.status()),
        Badges.sign(verdict.status()),
        ReportWords.of(verdict.status()),
        verdict.sentence());
  }

  /** In place of a verdict while the run goes on. */
  static void running(Markup to, String operation, String sentence) throws IOException {
    banner(to, operation, "info", "…", "running", sentence);
  }

  /** How many parts have ended so far. */
  static String progress(List<Status> parts, String noun) {
    long ended = parts.stream().filter(status -> status != Status.UNKNOWN).count();
    return ended
        + " of "
        + ReportWords.count(parts.size(), noun)
        + (ended == 1 ? " has" : " have")
        + " ended so far.";
  }

  /** What a page begins with: a sign, a word and a sentence. */
  static void banner(
      Markup to, String operation, String kind, String sign, String word, String sentence)
      throws IOException {
    to.open("header", "class", "po-verdict po-is-" + kind);
    to.element("span", sign, "class", "po-big-sign", "aria-hidden", "true");
    to.open("div");
    to.open("h1").text(operation + ": ");
    to.element("span", word, "class", "po-verdict-word").close();
    to.element("p", sentence, "class", "po-sentence");
    to.close(2).line();
  }

  /** One of the key numbers; they stand in a {@code dl} of class {@code po-numbers}. */
  static void number(Markup to, String name, String value, String note) throws IOException {
    to.line().open("div");
    to.element("dt", name);
    to.element("dd", value, "class", "po-value");
    to.element("dd", note.isEmpty() ? "\u00a0" : note, "class", "po-quiet");
    to.close();
  }

  /** {@code 2 failed, 1 skipped}. */
  static String notPassed(List<Status> parts) {
    String text = ReportWords.notPassed(parts);
    return text.isEmpty() && !parts.isEmpty() ? "all of them" : text;
  }

  /** {@code 1 error, 2 warnings}. */
  static String severities(List<ReportFindings.Located> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding.Severity severity : WORST_FIRST) {
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

  /** {@code 3 of 4 passed}. */
  static String outcome(List<Status> statuses) {
    if (statuses.isEmpty()) {
      return "none ran";
    }
    long passed = statuses.stream().filter(status -> status == Status.PASSED).count();
    return passed + " of " + statuses.size() + " passed";
  }
}
