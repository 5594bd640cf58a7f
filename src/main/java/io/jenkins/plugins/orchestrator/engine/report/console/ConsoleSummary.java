package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a command prints at its end: the verdict first, then what a person must look at. */
public final class ConsoleSummary {
  private static final int MOST_FAILURES = 5;
  private static final int MOST_DIFFERENCES = 5;
  private static final int OUTPUT_LINES = 10;

  private final MigrationTestReport report;
  private final ConsoleStyle style;
  private final TextBlock text;
  private final SummaryParts parts;

  private ConsoleSummary(MigrationTestReport report, ConsoleStyle style) {
    this.report = report;
    this.style = style;
    this.text = new TextBlock(style);
    this.parts = new SummaryParts(style, text);
  }

  /**
   * The summary, several lines, the last one ended.
   *
   * @param page where {@code report.html} is, as the user can open it; null when it was not written
   */
  public static String of(MigrationTestReport report, @Nullable String page, ConsoleStyle style) {
    return new ConsoleSummary(report, style).write(page);
  }

  /**
   * The summary of an operation's report.
   *
   * @param page where {@code report.html} is, as the user can open it; null when it was not written
   */
  public static String of(OperationReport report, @Nullable String page, ConsoleStyle style) {
    return new OperationConsole(report, style).write(page);
  }

  private String write(@Nullable String page) {
    Verdict verdict = Verdict.of(report);
    parts.verdict(verdict);
    environments();
    failures();
    parts.findings(ReportFindings.all(report), report.environments().size());
    drift();
    parts.end(ReportWords.count(report.environments().size(), "environment"), report, page);
    return text.toString();
  }

  private void environments() {
    int nameWidth =
        parts.nameWidth(report.environments().stream().map(EnvironmentReport::name).toList());
    for (EnvironmentReport environment : report.environments()) {
      String rest =
          String.format(
              Locale.ROOT,
              "%11s  %11s  %s",
              HumanDuration.shortly(environment.duration()),
              ReportWords.count(Verdict.applied(environment), "script"),
              ReportWords.of(environment.reversibility().verdict()));
      parts.branch(environment.name(), nameWidth, environment.status(), rest);
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
    parts.more(bad.size() - MOST_FAILURES, "environment");
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
        parts.check(check);
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
      parts.more(after.size() - MOST_DIFFERENCES, "difference");
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
}
