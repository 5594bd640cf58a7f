package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** {@link SampleReports}, as a build keeps them. */
final class SampleRuns {
  private SampleRuns() {}

  static RunReport passed() {
    return RunReport.of(SampleReports.passed());
  }

  static RunReport failed() {
    return RunReport.of(SampleReports.failed());
  }

  static RunReport cancelled() {
    return RunReport.of(SampleReports.cancelled());
  }

  /** Of an operation that is no migration test. */
  static RunReport backup() {
    LaneReport lane =
        new LaneReport(
            "nightly",
            "",
            Status.PASSED,
            Duration.ZERO,
            Duration.ofSeconds(4),
            null,
            List.of(new Fact("RTO", "12.4 s")),
            List.of(),
            List.of(),
            List.of(
                new ReportTable(
                    "Tables",
                    "",
                    List.of(new ReportColumn("rows", ReportColumn.Kind.NUMBER)),
                    List.of(List.of("17")))),
            List.of());
    return RunReport.of(
        new OperationReport(
            "backup",
            "Backup of test.yaml",
            "aaaaaaaaaa",
            "test.yaml",
            Instant.parse("2026-11-21T10:15:00Z"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(4),
            Status.PASSED,
            List.of(lane),
            List.of(),
            List.of()));
  }
}
