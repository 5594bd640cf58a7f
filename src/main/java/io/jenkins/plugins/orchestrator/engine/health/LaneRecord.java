package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Collects what a lane finds; its own thread alone writes to it. */
final class LaneRecord {
  private final Redactor redactor;
  private final List<CheckResult> results = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<ReportTable> tables = new ArrayList<>();

  LaneRecord(Redactor redactor) {
    this.redactor = redactor;
  }

  void add(CheckResult result) {
    results.add(result);
  }

  void add(Finding finding) {
    findings.add(finding);
  }

  void add(Fact fact) {
    facts.add(fact);
  }

  void add(Trends trends) {
    facts.addAll(trends.facts());
    findings.addAll(trends.findings());
    tables.addAll(trends.tables());
  }

  /** Whether a check of that name has its result. */
  boolean has(String name) {
    return results.stream().anyMatch(result -> result.name().equals(name));
  }

  /** The numbers that are kept for the next runs. */
  Map<String, Double> values() {
    Map<String, Double> values = new TreeMap<>();
    for (CheckResult result : results) {
      for (Measurement each : result.measurements()) {
        if (each.value() != null) {
          values.put(Trends.key(each.check(), each.object()), each.value());
        }
      }
    }
    return values;
  }

  Status status() {
    return Status.ofParts(results.stream().map(result -> result.level().status()).toList());
  }

  LaneReport report(String name, String purpose, Status status, Duration start, TaskReport task) {
    List<Fact> all = new ArrayList<>();
    all.add(new Fact("Health", verdict()));
    all.addAll(facts);
    List<CheckResult> told = Unmeasured.together(results);
    List<Finding> found =
        new ArrayList<>(told.stream().flatMap(r -> r.findings().stream()).toList());
    found.addAll(findings);
    List<ReportTable> details = new ArrayList<>();
    Alerts.of(told.stream().map(this::redacted).toList()).ifPresent(details::add);
    details.add(
        Measurement.table(
            results.stream().flatMap(r -> r.measurements().stream()).map(this::redacted).toList()));
    details.addAll(tables);
    String failure =
        results.stream()
            .filter(result -> result.level() == Level.CRITICAL)
            .findFirst()
            .map(result -> redactor.redact(result.name() + ": " + result.found()))
            .orElse(task.message());
    return new LaneReport(
        name,
        purpose,
        status,
        start,
        task.duration(),
        failure,
        all,
        List.of(task),
        results.stream().map(CheckResult::report).map(this::redacted).toList(),
        details,
        found.stream().map(this::redacted).toList());
  }

  private String verdict() {
    Map<Level, Integer> counts = new EnumMap<>(Level.class);
    results.forEach(result -> counts.merge(result.level(), 1, Integer::sum));
    List<String> parts = new ArrayList<>();
    Level[] levels = Level.values();
    for (int i = levels.length - 1; i >= 0; i--) {
      Integer count = counts.get(levels[i]);
      if (count != null) {
        parts.add(count + " " + levels[i].name().toLowerCase(Locale.ROOT));
      }
    }
    return parts.isEmpty() ? "nothing was looked at" : String.join(", ", parts);
  }

  private Measurement redacted(Measurement each) {
    return new Measurement(
        each.kind(),
        redactor.redact(each.check()),
        redactor.redact(each.object()),
        each.value(),
        each.unit(),
        each.warning(),
        each.critical(),
        each.level());
  }

  private CheckResult redacted(CheckResult each) {
    return new CheckResult(
        each.kind(),
        each.check(),
        redactor.redact(each.name()),
        each.level(),
        each.expected(),
        redactor.redact(each.found()),
        redactor.redactNullable(each.advice()),
        each.measurements(),
        each.findings(),
        each.duration());
  }

  private CheckReport redacted(CheckReport each) {
    return new CheckReport(
        each.kind(),
        redactor.redact(each.name()),
        each.status(),
        each.expected(),
        redactor.redact(each.found()),
        each.duration(),
        redactor.redactNullable(each.message()));
  }

  private Finding redacted(Finding each) {
    return Finding.of(
        each.severity(),
        each.code(),
        Objects.requireNonNull(redactor.redact(each.message())),
        redactor.redactNullable(each.advice()));
  }
}
