package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Collects what a branch does; its own thread alone writes to it. */
final class BranchRecord {
  private final EnvironmentConfiguration environment;
  private final MaskedDifferences masked;
  private final List<TaskReport> tasks = new ArrayList<>();
  private final List<ScriptReport> scripts = new ArrayList<>();
  private final List<CheckReport> checks = new ArrayList<>();
  private final List<TestReport> tests = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable SnapshotReport snapshot;
  private @Nullable PendingReport pending;
  private @Nullable String failure;
  private ReversibilityReport reversibility =
      ReversibilityReport.unknown("the branch did not get so far");

  BranchRecord(EnvironmentConfiguration environment, Redactor redactor) {
    this.environment = environment;
    this.masked = new MaskedDifferences(redactor);
  }

  void add(TaskReport task) {
    tasks.add(task);
    if (failure == null && task.status() != Status.PASSED && task.status() != Status.SKIPPED) {
      failure = task.message();
    }
  }

  void add(ScriptReport script) {
    scripts.add(script);
  }

  void add(CheckReport check) {
    checks.add(check);
  }

  void add(TestReport test) {
    tests.add(test);
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void set(SnapshotReport report) {
    snapshot = report;
  }

  void set(PendingReport report) {
    pending = report;
  }

  void set(ReversibilityReport report) {
    reversibility = masked.in(report);
  }

  /** The report of the branch, which began and took so long. */
  EnvironmentReport report(Duration start, Duration duration) {
    Stream<Status> ofTasks = tasks.stream().map(TaskReport::status);
    Stream<Finding> allFindings =
        Stream.concat(
            findings.stream(), scripts.stream().flatMap(script -> script.findings().stream()));
    List<Finding> errors =
        allFindings.filter(finding -> finding.severity() == Finding.Severity.ERROR).toList();
    Status status =
        Status.ofParts(
            Stream.concat(ofTasks, errors.stream().map(error -> Status.FAILED)).toList());
    String why = failure == null && !errors.isEmpty() ? errors.get(0).message() : failure;
    return new EnvironmentReport(
        environment.name(),
        environment.purpose(),
        status,
        start,
        duration,
        why,
        snapshot,
        pending,
        List.copyOf(tasks),
        List.copyOf(scripts),
        reversibility,
        List.copyOf(checks),
        List.copyOf(tests),
        List.copyOf(findings));
  }
}
