package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
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
          ? new Judgement(failure(report, verdict), null)
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

  /** The verdict, then every environment that failed: place and reason are in its sentence. */
  private static String failure(MigrationTestReport report, Verdict verdict) {
    List<String> lines = new ArrayList<>();
    lines.add(verdict.sentence());
    List<EnvironmentReport> failed =
        report.environments().stream()
            .filter(each -> each.status() != Status.PASSED && each.failure() != null)
            .toList();
    if (failed.size() > 1) {
      for (EnvironmentReport environment :
          failed.subList(0, Math.min(MOST_FAILURES, failed.size()))) {
        lines.add("  " + environment.name() + ": " + PlainText.line(environment.failure()));
      }
    }
    if (failed.size() > MOST_FAILURES) {
      lines.add("  and " + (failed.size() - MOST_FAILURES) + " more");
    }
    return String.join("\n", lines);
  }
}
