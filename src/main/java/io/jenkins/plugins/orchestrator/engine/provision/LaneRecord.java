package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collects what a lane does; its own thread alone writes to it. */
final class LaneRecord {
  private final Redactor redactor;
  private final List<Fact> facts = new ArrayList<>();
  private final List<CheckReport> checks = new ArrayList<>();
  private final List<ScriptReport> scripts = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  LaneRecord(Redactor redactor) {
    this.redactor = redactor;
  }

  void fact(String label, String value) {
    facts.add(new Fact(label, redactor.redact(value)));
  }

  void add(CheckReport check) {
    checks.add(check);
  }

  void add(ScriptReport script) {
    scripts.add(script);
    findings.addAll(script.findings());
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  /** The first finding that makes the lane fail, such as an index that a script left invalid. */
  @Nullable Finding error() {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .findFirst()
        .orElse(null);
  }

  LaneReport report(
      String name, String purpose, Duration start, Duration duration, List<TaskReport> tasks) {
    Optional<TaskReport> failed =
        tasks.stream()
            .filter(task -> task.status() != Status.PASSED && task.status() != Status.SKIPPED)
            .findFirst();
    return new LaneReport(
        name,
        purpose,
        Status.ofParts(tasks.stream().map(TaskReport::status).toList()),
        start,
        duration,
        failed.map(TaskReport::message).orElse(null),
        facts,
        tasks,
        checks,
        scripts.isEmpty() ? List.of() : List.of(scripts()),
        findings);
  }

  private ReportTable scripts() {
    return new ReportTable(
        "Scripts",
        "",
        List.of(
            new ReportColumn("Script", ReportColumn.Kind.TEXT),
            new ReportColumn("Status", ReportColumn.Kind.STATUS),
            new ReportColumn("Duration", ReportColumn.Kind.DURATION)),
        scripts.stream()
            .map(
                script ->
                    List.of(
                        redactor.redact(script.name()),
                        script.status().name(),
                        String.format(Locale.ROOT, "%.3f", script.duration().toMillis() / 1000.0)))
            .toList());
  }
}
