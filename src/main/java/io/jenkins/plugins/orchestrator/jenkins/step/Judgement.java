package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.health.HealthLevels;
import io.jenkins.plugins.orchestrator.engine.health.Level;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a report does to its build.
 *
 * @param failure why the step fails, lines for people; null when it does not
 * @param unstable why the build becomes unstable, one sentence; null when it does not
 */
record Judgement(@Nullable String failure, @Nullable String unstable) {
  private static final int MOST_FAILURES = 20;

  static Judgement of(MigrationTestReport report, MigrationTestSettings settings) {
    Verdict verdict = Verdict.of(report);
    boolean passed = verdict.passed() || verdict.status() == Status.SKIPPED;
    if (!passed && !settings.unstableOnFailure()) {
      return settings.propagate()
          ? new Judgement(failure(verdict, failures(report)), null)
          : new Judgement(null, null);
    }
    return new Judgement(null, unstable(report, verdict, passed, settings));
  }

  private static @Nullable String unstable(
      MigrationTestReport report, Verdict verdict, boolean passed, MigrationTestSettings settings) {
    if (!passed) {
      return verdict.sentence();
    }
    if (settings.unstableOnDrift() && report.drift().status() != Status.PASSED) {
      return report.drift().status().isFailure()
          ? "The environments' schemas differ."
          : "Whether the environments' schemas differ was not measured.";
    }
    long warnings =
        ReportFindings.all(report).stream()
            .filter(each -> each.finding().severity() != Finding.Severity.INFO)
            .count();
    return settings.unstableOnFindings() && warnings > 0
        ? "The test passed with findings: " + warnings + "."
        : null;
  }

  /**
   * What a report of an operation does.
   *
   * @param propagate whether a failure fails the step
   */
  static Judgement of(OperationReport report, boolean propagate) {
    Verdict verdict = OperationVerdict.of(report);
    boolean passed = verdict.passed() || verdict.status() == Status.SKIPPED;
    return new Judgement(passed || !propagate ? null : failure(verdict, failures(report)), null);
  }

  /**
   * What a report of a health check does, whose warnings are no failures for others.
   *
   * @param failOn from where on it fails the step
   * @param unstableOn from where on it makes the build unstable, where it does not fail it
   */
  static Judgement ofHealth(
      OperationReport report, HealthThreshold failOn, HealthThreshold unstableOn) {
    Verdict verdict = OperationVerdict.of(report);
    boolean passed = verdict.passed() || verdict.status() == Status.SKIPPED;
    Level found = HealthLevels.of(report);
    Level level = passed || found.compareTo(Level.UNKNOWN) >= 0 ? found : Level.UNKNOWN;
    List<String> problems = HealthLevels.problems(report).stream().map(PlainText::line).toList();
    String sentence =
        passed && level == Level.WARNING
            ? "Warnings: " + problems.size() + ", nothing is critical."
            : verdict.sentence();
    if (failOn.isReached(level)) {
      List<String> lines = problems.isEmpty() ? failures(report) : problems;
      return new Judgement(failure(sentence, lines), null);
    }
    return new Judgement(null, unstableOn.isReached(level) ? sentence : null);
  }

  private static List<String> failures(MigrationTestReport report) {
    return report.environments().stream()
        .filter(each -> each.status() != Status.PASSED && each.failure() != null)
        .map(each -> each.name() + ": " + PlainText.line(each.failure()))
        .toList();
  }

  private static List<String> failures(OperationReport report) {
    return report.lanes().stream()
        .filter(each -> each.status() != Status.PASSED && each.status() != Status.SKIPPED)
        .filter(each -> each.failure() != null)
        .map(each -> each.name() + ": " + PlainText.line(each.failure()))
        .toList();
  }

  /** The verdict, then every branch that failed: place and reason are in its sentence. */
  private static String failure(Verdict verdict, List<String> failures) {
    return failure(verdict.sentence(), failures.size() > 1 ? failures : List.of());
  }

  private static String failure(String sentence, List<String> failures) {
    List<String> lines = new ArrayList<>();
    lines.add(sentence);
    if (!failures.isEmpty()) {
      failures.stream().limit(MOST_FAILURES).forEach(each -> lines.add("  " + each));
    }
    if (failures.size() > MOST_FAILURES) {
      lines.add("  and " + (failures.size() - MOST_FAILURES) + " more");
    }
    return String.join("\n", lines);
  }
}
