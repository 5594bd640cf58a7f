package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a report says to a person.
 *
 * @param status the worst of the run and its environments: never PASSED when one of them is not, or
 *     when there is none
 * @param sentence one sentence without a line end
 */
public record Verdict(Status status, String sentence) {
  /** Judges a report. */
  public static Verdict of(MigrationTestReport report) {
    Status status =
        worst(
            report.status(),
            report.environments().stream().map(EnvironmentReport::status).toList());
    String sentence =
        switch (status) {
          case PASSED -> passed(report);
          case FAILED, TIMED_OUT -> failed(report);
          case CANCELLED -> cancelled(report);
          case SKIPPED -> "Nothing was tested: every environment was skipped.";
          case UNKNOWN -> unknown(report);
        };
    return new Verdict(status, PlainText.line(sentence));
  }

  /** Whether everything was tried and is good. */
  public boolean passed() {
    return status == Status.PASSED;
  }

  /** The status of a run that itself ended in one way and its parts in theirs. */
  public static Status worst(Status run, List<Status> parts) {
    Status whole = Status.ofParts(parts);
    // "Skipped" does not count as a part, but nothing else may hide behind a passed run.
    return run == Status.PASSED && whole != Status.PASSED
        ? whole
        : Status.ofParts(List.of(run, whole));
  }

  private static String passed(MigrationTestReport report) {
    List<EnvironmentReport> environments =
        report.environments().stream().filter(e -> e.status() == Status.PASSED).toList();
    long most = environments.stream().mapToLong(Verdict::applied).max().orElse(0);
    long least = environments.stream().mapToLong(Verdict::applied).min().orElse(0);
    String where = everywhere(report);
    if (most == 0) {
      return "Nothing to migrate: no script is pending in " + where + ".";
    }
    String scripts =
        most == least
            ? ReportWords.count(most, "script") + (most == 1 ? " works" : " work")
            : "All pending scripts (" + least + " to " + most + " each) work";
    List<String> clauses = new ArrayList<>();
    clauses.add(scripts + " in " + where + reversibility(environments));
    if (report.drift().status().isFailure()) {
      clauses.add("the environments' schemas differ");
    }
    return String.join("; ", clauses) + ".";
  }

  private static String reversibility(List<EnvironmentReport> environments) {
    List<EnvironmentReport> migrated =
        environments.stream().filter(environment -> applied(environment) > 0).toList();
    String not = names(with(migrated, ReversibilityReport.Verdict.NOT));
    String lossy = names(with(migrated, ReversibilityReport.Verdict.LOSSY));
    boolean unknown = !with(migrated, ReversibilityReport.Verdict.UNKNOWN).isEmpty();
    if (!not.isEmpty()) {
      return ", but cannot be taken back in " + not;
    }
    if (!lossy.isEmpty()) {
      return ", but taking them back loses data in " + lossy;
    }
    return unknown ? "; whether they can be taken back was not measured" : " and can be taken back";
  }

  private static List<EnvironmentReport> with(
      List<EnvironmentReport> environments, ReversibilityReport.Verdict verdict) {
    return environments.stream().filter(e -> e.reversibility().verdict() == verdict).toList();
  }

  private static String failed(MigrationTestReport report) {
    List<EnvironmentReport> failed =
        report.environments().stream().filter(e -> e.status().isFailure()).toList();
    if (failed.isEmpty()) {
      return failedAsAWhole(report);
    }
    String first =
        failed.stream()
            .map(EnvironmentReport::failure)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse("no reason was recorded");
    String where =
        Sentences.where(
            failed.stream().map(EnvironmentReport::name).toList(),
            report.environments().size(),
            "environment");
    return "Failed in " + where + ": " + Sentences.ended(first);
  }

  private static String failedAsAWhole(MigrationTestReport report) {
    Stream<String> errors =
        report.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .map(Finding::message);
    Stream<String> drift =
        report.drift().status().isFailure()
            ? Stream.of(
                "no environment failed by itself, but their schemas differ after the scripts")
            : Stream.of();
    return "Failed: "
        + Sentences.ended(
            Stream.concat(errors, drift).findFirst().orElse("the run recorded no reason"));
  }

  private static String cancelled(MigrationTestReport report) {
    long passed = report.environments().stream().filter(e -> e.status() == Status.PASSED).count();
    return "Cancelled after "
        + HumanDuration.of(report.duration())
        + "; "
        + passed
        + " of "
        + ReportWords.count(report.environments().size(), "environment")
        + " had passed by then.";
  }

  private static String unknown(MigrationTestReport report) {
    List<EnvironmentReport> unknown =
        report.environments().stream().filter(e -> e.status() == Status.UNKNOWN).toList();
    return unknown.isEmpty()
        ? "Nothing is proved: no environment was measured."
        : "Nothing is proved: not everything was measured in " + names(unknown) + ".";
  }

  /** How many scripts of the way up passed in an environment. */
  public static long applied(EnvironmentReport environment) {
    return environment.scripts().stream()
        .filter(script -> script.direction() == Direction.UP && script.status() == Status.PASSED)
        .count();
  }

  private static String everywhere(MigrationTestReport report) {
    List<EnvironmentReport> passed =
        report.environments().stream().filter(e -> e.status() == Status.PASSED).toList();
    if (passed.size() < report.environments().size()) {
      return names(passed)
          + " ("
          + (report.environments().size() - passed.size())
          + " of "
          + ReportWords.count(report.environments().size(), "environment")
          + " skipped)";
    }
    return passed.size() == 1
        ? passed.get(0).name()
        : "all " + ReportWords.count(passed.size(), "environment");
  }

  private static String names(List<EnvironmentReport> environments) {
    return Sentences.names(environments.stream().map(EnvironmentReport::name).toList());
  }
}
