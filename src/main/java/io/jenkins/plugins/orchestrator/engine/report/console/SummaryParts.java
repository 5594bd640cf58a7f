package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MeasuredRun;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.Sentences;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the summaries of all operations have in common. */
final class SummaryParts {
  private static final int MOST_FINDINGS = 8;

  /** Columns of a branch's line besides its name. */
  private static final int REST = 55;

  /** What is shown as 1.0 is none. */
  private static final double LEAST_SPEEDUP = 1.05;

  private final ConsoleStyle style;
  private final TextBlock text;

  SummaryParts(ConsoleStyle style, TextBlock text) {
    this.style = style;
    this.text = text;
  }

  void verdict(Verdict verdict) {
    String word = ReportWords.of(verdict.status()).toUpperCase(Locale.ROOT);
    text.labelled(
        word + "  ",
        label -> style.bold(style.paint(verdict.status(), label)),
        word.length() + 2,
        verdict.sentence());
    text.blank();
  }

  /** How wide the column of these names is. */
  int nameWidth(List<String> names) {
    int width =
        names.stream()
            .map(text::clean)
            .mapToInt(name -> name.codePointCount(0, name.length()))
            .max()
            .orElse(0);
    return Math.min(width, Math.max(12, style.usedWidth() - REST));
  }

  /** The line of a branch; the rest is clean. */
  void branch(String name, int nameWidth, Status status, String rest) {
    text.ready(
        "  "
            + style.paint(status, style.sign(status))
            + " "
            + text.fitted(text.clean(name), nameWidth)
            + "  "
            + style.paint(status, text.fitted(ReportWords.of(status), 9))
            + rest);
  }

  void check(CheckReport check) {
    text.wrapped(
        4,
        check.kind()
            + " "
            + check.name()
            + ": expected "
            + check.expected()
            + ", found "
            + check.found()
            + (check.message() == null ? "" : ". " + check.message()));
  }

  /**
   * Errors and warnings, each once.
   *
   * @param branches how many there are
   */
  void findings(List<ReportFindings.Located> all, int branches) {
    Map<Finding, List<String>> places = new LinkedHashMap<>();
    for (ReportFindings.Located located : all) {
      if (located.finding().severity() != Finding.Severity.INFO) {
        List<String> where = places.computeIfAbsent(located.finding(), f -> new ArrayList<>());
        if (located.environment() != null) {
          where.add(located.environment());
        }
      }
    }
    if (places.isEmpty()) {
      return;
    }
    text.blank();
    places.entrySet().stream()
        .limit(MOST_FINDINGS)
        .forEach(entry -> finding(entry.getKey(), entry.getValue(), branches));
    more(places.size() - MOST_FINDINGS, "finding");
  }

  private void finding(Finding finding, List<String> names, int branches) {
    String word = ReportWords.token(finding.severity());
    String place =
        finding.script() == null
            ? ""
            : finding.script() + (finding.line() == null ? "" : ":" + finding.line()) + ": ";
    String where =
        names.isEmpty() || names.size() == branches ? "" : " (" + Sentences.names(names) + ")";
    text.labelled(
        word + ": ",
        label -> style.paint(finding.severity(), label),
        4,
        place + finding.message() + where + " [" + finding.code() + "]");
    if (finding.advice() != null) {
      text.wrapped(4, finding.advice());
    }
  }

  void more(int count, String what) {
    if (count > 0) {
      text.ready("    and " + ReportWords.count(count, "more " + what) + " in the report");
    }
  }

  /** The time, by how much it was shortened if it was, and where the page is. */
  void end(String branches, MeasuredRun run, @Nullable String page) {
    text.blank();
    String shortened =
        run.speedup() < LEAST_SPEEDUP
            ? ""
            : "; one after the other "
                + HumanDuration.of(run.sequentialEquivalent())
                + String.format(Locale.ROOT, " (%.1f times faster)", run.speedup());
    text.wrapped(0, branches + " in " + HumanDuration.of(run.duration()) + shortened);
    if (page != null) {
      text.ready("Report: " + text.clean(page));
    }
  }
}
