package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a command prints at its end: the verdict first, then what a person must look at. */
public final class ConsoleSummary {
  private static final int MOST_FAILURES = 5;
  private static final int MOST_FINDINGS = 8;
  private static final int MOST_DIFFERENCES = 5;
  private static final int OUTPUT_LINES = 10;

  private final MigrationTestReport report;
  private final ConsoleStyle style;
  private final TextBlock text;

  private ConsoleSummary(MigrationTestReport report, ConsoleStyle style) {
    this.report = report;
    this.style = style;
    this.text = new TextBlock(style);
  }

  /**
   * The summary, several lines, the last one ended.
   *
   * @param page where {@code report.html} is, as the user can open it; null when it was not written
   */
  public static String of(MigrationTestReport report, @Nullable String page, ConsoleStyle style) {
    return new ConsoleSummary(report, style).write(page);
  }

  private String write(@Nullable String page) {
    Verdict verdict = Verdict.of(report);
    String word = ReportWords.of(verdict.status()).toUpperCase(Locale.ROOT);
    text.labelled(
        word + "  ",
        label -> style.bold(style.paint(verdict.status(), label)),
        word.length() + 2,
        verdict.sentence());
    text.blank();
    environments();
    failures();
    findings();
    drift();
    text.blank();
    speed();
    if (page != null) {
      text.ready("Report: " + text.clean(page));
    }
    return text.toString();
  }

  private void environments() {
    int width =
        report.environments().stream()
            .map(environment -> text.clean(environment.name()))
            .mapToInt(name -> name.codePointCount(0, name.length()))
            .max()
            .orElse(0);
    int nameWidth = Math.min(width, Math.max(12, style.usedWidth() - 55));
    for (EnvironmentReport environment : report.environments()) {
      String status = ReportWords.of(environment.status());
      String rest =
          String.format(
              Locale.ROOT,
              "%11s  %11s  %s",
              HumanDuration.shortly(environment.duration()),
              ReportWords.count(Verdict.applied(environment), "script"),
              ReportWords.of(environment.reversibility().verdict()));
      text.ready(
          "  "
              + style.paint(environment.status(), style.sign(environment.status()))
              + " "
              + text.fitted(text.clean(environment.name()), nameWidth)
              + "  "
              + style.paint(environment.status(), text.fitted(status, 9))
              + rest);
    }
  }

  private void failures() {
    List<EnvironmentReport> bad =
        report.environments().stream()
            .filter(e -> e.status() != Status.PASSED && e.status() != Status.SKIPPED)
            .toList();
    if (bad.isEmpty()) {
      return;
    }
    text.blank();
    for (EnvironmentReport environment : bad.subList(0, Math.min(MOST_FAILURES, bad.size()))) {
      failure(environment);
    }
    more(bad.size() - MOST_FAILURES, "environment");
  }

  private void failure(EnvironmentReport environment) {
    List<ScriptError> errors =
        environment.scripts().stream()
            .map(ScriptReport::error)
            .filter(Objects::nonNull)
            .limit(MOST_FAILURES)
            .toList();
    String name = text.clean(environment.name()) + ": ";
    if (errors.isEmpty()) {
      String why = environment.failure() == null ? "no reason was recorded" : environment.failure();
      text.labelled(name, style::bold, 4, why);
    }
    for (ScriptError error : errors) {
      text.labelled(name, style::bold, 4, ReportWords.sentence(error));
      if (!error.excerpt().isBlank()) {
        text.code(4, error.excerpt());
      }
      fact("Detail", error.detail());
      fact("Hint", error.hint());
      fact("Context", error.context());
    }
    for (CheckReport check : environment.checks()) {
      if (check.status().isFailure()) {
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
    }
    environment.tests().stream().filter(test -> test.status().isFailure()).forEach(this::test);
  }

  private void fact(String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      text.labelled("    " + name + ": ", UnaryOperator.identity(), 6, value);
    }
  }

  private void test(TestReport test) {
    String why = test.message() == null ? ReportWords.of(test.status()) : test.message();
    text.wrapped(4, "test " + test.name() + ": " + why);
    if (!test.output().isBlank()) {
      String[] lines = test.output().stripTrailing().split("\n", -1);
      int from = Math.max(0, lines.length - OUTPUT_LINES);
      text.code(6, String.join("\n", List.of(lines).subList(from, lines.length)));
    }
  }

  private void findings() {
    Map<Finding, List<String>> places = new LinkedHashMap<>();
    for (ReportFindings.Located located : ReportFindings.all(report)) {
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
        .forEach(entry -> finding(entry.getKey(), entry.getValue()));
    more(places.size() - MOST_FINDINGS, "finding");
  }

  private void finding(Finding finding, List<String> environments) {
    String word = ReportWords.token(finding.severity());
    String place =
        finding.script() == null
            ? ""
            : finding.script() + (finding.line() == null ? "" : ":" + finding.line()) + ": ";
    String where =
        environments.isEmpty() || environments.size() == report.environments().size()
            ? ""
            : " (" + String.join(", ", environments) + ")";
    text.labelled(
        word + ": ",
        label -> style.paint(finding.severity(), label),
        4,
        place + finding.message() + where + " [" + finding.code() + "]");
    if (finding.advice() != null) {
      text.wrapped(4, finding.advice());
    }
  }

  private void drift() {
    DriftReport drift = report.drift();
    if (!drift.status().isFailure()) {
      return;
    }
    text.blank();
    for (DriftReport.Drift environment : drift.environments()) {
      List<ObjectDifference> after = environment.after();
      if (after.isEmpty()) {
        continue;
      }
      text.labelled(
          "drift: ",
          style::bold,
          4,
          environment.environment()
              + " differs from "
              + drift.reference()
              + " in "
              + ReportWords.count(after.size(), "place")
              + " ("
              + environment.before().size()
              + " before the scripts)");
      after.stream().limit(MOST_DIFFERENCES).forEach(this::difference);
      more(after.size() - MOST_DIFFERENCES, "difference");
    }
  }

  private void difference(ObjectDifference difference) {
    String what =
        difference.property() != null
            ? " "
                + difference.property()
                + ": "
                + Objects.requireNonNullElse(difference.left(), "absent")
                + " → "
                + Objects.requireNonNullElse(difference.right(), "absent")
            : difference.right() == null ? ": missing here" : ": only here";
    String line = text.clean(difference.kind() + " " + difference.object() + what);
    text.ready("    " + text.cut(line, style.usedWidth() - 4));
  }

  private void more(int count, String what) {
    if (count > 0) {
      text.ready("    and " + ReportWords.count(count, "more " + what) + " in the report");
    }
  }

  private void speed() {
    String environments = ReportWords.count(report.environments().size(), "environment");
    text.wrapped(
        0,
        environments
            + " in "
            + HumanDuration.of(report.duration())
            + "; one after the other "
            + HumanDuration.of(report.sequentialEquivalent())
            + String.format(Locale.ROOT, " (%.1f times faster)", report.speedup()));
  }
}
