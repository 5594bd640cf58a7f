package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport.Drift;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import java.util.List;

/** Masks secrets in what differs between schemas: a default or a function's body may hold one. */
record MaskedDifferences(Redactor redactor) {
  ReversibilityReport in(ReversibilityReport report) {
    return new ReversibilityReport(
        report.verdict(),
        redactor.redact(report.reason()),
        in(report.notReversed()),
        in(report.notRepeated()),
        report.lost(),
        report.withoutDown());
  }

  DriftReport in(DriftReport report) {
    return new DriftReport(
        report.status(),
        report.reference(),
        report.environments().stream()
            .map(drift -> new Drift(drift.environment(), in(drift.before()), in(drift.after())))
            .toList());
  }

  private List<ObjectDifference> in(List<ObjectDifference> differences) {
    return differences.stream()
        .map(
            difference ->
                new ObjectDifference(
                    difference.kind(),
                    redactor.redact(difference.object()),
                    difference.property(),
                    redactor.redactNullable(difference.left()),
                    redactor.redactNullable(difference.right())))
        .toList();
  }
}
