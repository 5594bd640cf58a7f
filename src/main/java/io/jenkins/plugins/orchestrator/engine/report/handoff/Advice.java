package io.jenkins.plugins.orchestrator.engine.report.handoff;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a report means for those who deploy. "Safe" is said only when every environment passed, the
 * way back was tried and loses nothing, the schemas are equal afterwards, and nothing warns.
 */
record Advice(String recommendation, List<String> nextSteps) {
  /** More would not be read. */
  private static final int STEPS_PER_KIND = 5;

  static Advice of(MigrationTestReport report, Verdict verdict) {
    return switch (verdict.status()) {
      case PASSED -> passed(report);
      case FAILED, TIMED_OUT -> failed(report, verdict);
      case CANCELLED, SKIPPED, UNKNOWN ->
          new Advice(
              "Do not apply migrations to production: nothing is proved. " + verdict.sentence(),
              List.of("Run the migration test again to its end"));
    };
  }

  private static Advice passed(MigrationTestReport report) {
    List<String> doubts = new ArrayList<>();
    List<String> steps = new ArrayList<>();
    if (report.environments().stream().allMatch(e -> Verdict.applied(e) == 0)) {
      return new Advice("Nothing to apply: no migration is pending", List.of());
    }
    reversibility(report, doubts, steps);
    drift(report, doubts, steps);
    findings(report, doubts, steps);
    if (doubts.isEmpty()) {
      return new Advice(
          "Safe to apply migrations to production",
          List.of(
              "Schedule production migration window",
              "Notify the teams that use the database",
              "Prepare rollback plan: the down scripts were tested and lose no data"));
    }
    steps.add("Schedule production migration window once the points above are settled");
    return new Advice(
        "Migrations work in every environment, but before production: " + String.join("; ", doubts),
        steps);
  }

  private static Advice failed(MigrationTestReport report, Verdict verdict) {
    Set<String> steps = new LinkedHashSet<>();
    for (EnvironmentReport environment : report.environments()) {
      if (environment.status().isFailure()) {
        steps.add(repair(environment));
      }
    }
    if (report.drift().status().isFailure()) {
      drift(report, new ArrayList<>(), new ArrayList<>()).ifPresent(steps::add);
    }
    List<String> limited = new ArrayList<>(steps.stream().limit(STEPS_PER_KIND).toList());
    if (steps.size() > limited.size()) {
      limited.add("See report.json for " + (steps.size() - limited.size()) + " more failures");
    }
    limited.add("Run the migration test again");
    return new Advice("Do not apply migrations to production. " + verdict.sentence(), limited);
  }

  private static String repair(EnvironmentReport environment) {
    Optional<ScriptError> error =
        environment.scripts().stream()
            .filter(script -> script.status().isFailure())
            .map(script -> script.error())
            .filter(Objects::nonNull)
            .findFirst();
    if (error.isPresent()) {
      String hint = error.get().hint();
      return "Fix "
          + ReportWords.sentence(error.get())
          + " in "
          + environment.name()
          + (hint == null ? "" : "; hint: " + hint);
    }
    return "Fix "
        + environment.name()
        + ": "
        + (environment.failure() == null ? "see report.html" : environment.failure());
  }

  private static void reversibility(
      MigrationTestReport report, List<String> doubts, List<String> steps) {
    List<EnvironmentReport> migrated =
        report.environments().stream().filter(e -> Verdict.applied(e) > 0).toList();
    String not = names(migrated, ReversibilityReport.Verdict.NOT);
    String lossy = names(migrated, ReversibilityReport.Verdict.LOSSY);
    String unknown = names(migrated, ReversibilityReport.Verdict.UNKNOWN);
    if (!not.isEmpty()) {
      doubts.add("they cannot be taken back (" + not + ")");
      steps.add("Write or repair the down scripts, or plan to restore a verified backup instead");
    }
    if (!lossy.isEmpty()) {
      doubts.add("taking them back loses data (" + lossy + ")");
      steps.add("Take and verify a backup first: the down scripts do not bring the lost data back");
    }
    if (!unknown.isEmpty()) {
      doubts.add("whether they can be taken back was not measured (" + unknown + ")");
      steps.add("Test again with reversibility: up_down_up, or take and verify a backup first");
    }
  }

  private static Optional<String> drift(
      MigrationTestReport report, List<String> doubts, List<String> steps) {
    if (!report.drift().status().isFailure()) {
      return Optional.empty();
    }
    String where =
        report.drift().environments().stream()
            .filter(drift -> !drift.after().isEmpty())
            .map(drift -> drift.environment())
            .collect(Collectors.joining(", "));
    doubts.add("schemas differ from " + report.drift().reference() + "'s (" + where + ")");
    String step =
        "Explain or remove the schema differences between "
            + report.drift().reference()
            + " and "
            + where;
    steps.add(step);
    return Optional.of(step);
  }

  private static void findings(
      MigrationTestReport report, List<String> doubts, List<String> steps) {
    List<Finding> serious =
        ReportFindings.all(report).stream()
            .map(ReportFindings.Located::finding)
            .filter(finding -> finding.severity() != Finding.Severity.INFO)
            .toList();
    if (serious.isEmpty()) {
      return;
    }
    doubts.add(ReportWords.count(serious.size(), "warning") + " to look at");
    Set<String> advice = new LinkedHashSet<>();
    for (Finding finding : serious) {
      advice.add(finding.advice() == null ? "Look at: " + finding.message() : finding.advice());
    }
    advice.stream().limit(STEPS_PER_KIND).forEach(steps::add);
    if (advice.size() > STEPS_PER_KIND) {
      steps.add("See report.html for the other findings");
    }
  }

  private static String names(
      List<EnvironmentReport> environments, ReversibilityReport.Verdict verdict) {
    return environments.stream()
        .filter(environment -> environment.reversibility().verdict() == verdict)
        .map(EnvironmentReport::name)
        .collect(Collectors.joining(", "));
  }
}
