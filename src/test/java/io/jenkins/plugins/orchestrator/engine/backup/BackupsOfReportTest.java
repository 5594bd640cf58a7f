package io.jenkins.plugins.orchestrator.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn.Kind;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.report.state.KnownBackup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupsOfReportTest {
  private static final String NEW = "20261121T101500Z-shop-nspdrtgkqo";
  private static final String OLD = "20261101T101500Z-shop-aaaaaaaaaa";

  private static OperationReport report(
      String operation, String lane, List<Fact> facts, List<ReportTable> tables) {
    return new OperationReport(
        operation,
        "title",
        "aaaaaaaaaa",
        "test.yaml",
        Instant.EPOCH,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Status.PASSED,
        List.of(
            new LaneReport(
                lane,
                "",
                Status.PASSED,
                Duration.ZERO,
                Duration.ofSeconds(1),
                null,
                facts,
                List.of(),
                List.of(),
                tables,
                List.of())),
        List.of(),
        List.of());
  }

  private static ReportTable retention() {
    return new ReportTable(
        "Retention",
        "",
        List.of(
            new ReportColumn("backup", Kind.TEXT),
            new ReportColumn("age", Kind.DURATION),
            new ReportColumn("state", Kind.TEXT),
            new ReportColumn("size", Kind.BYTES),
            new ReportColumn("RTO", Kind.DURATION),
            new ReportColumn("decision", Kind.TEXT),
            new ReportColumn("reason", Kind.TEXT)),
        List.of(
            List.of(NEW, "1", "verified", "1", "", "kept", ""),
            List.of(OLD, "1", "verified", "1", "", "deleted", "older than 7 days")));
  }

  @Test
  void aBackupListsWhatItsEnvironmentHasWithoutWhatWasDeleted() {
    OperationReport report = report("backup", "shop", List.of(), List.of(retention()));

    assertThat(BackupsOfReport.isList(report)).isTrue();
    assertThat(BackupsOfReport.of(report))
        .containsExactly(
            new KnownBackup(NEW, "shop", Instant.parse("2026-11-21T10:15:00Z"), "verified"));
  }

  @Test
  void aVerificationSaysHowFarTheBackupOfItsLaneIsProven() {
    OperationReport report =
        report(
            "verify-backups",
            OLD,
            List.of(new Fact("State", "BROKEN"), new Fact("Environment", "shop")),
            List.of());

    assertThat(BackupsOfReport.isList(report)).isFalse();
    assertThat(BackupsOfReport.of(report))
        .containsExactly(
            new KnownBackup(OLD, "shop", Instant.parse("2026-11-01T10:15:00Z"), "broken"));
  }

  @Test
  void whatIsNoBackupIsPassedOver() {
    assertThat(BackupsOfReport.of(report("verify-backups", "../x", List.of(), List.of())))
        .isEmpty();
    assertThat(BackupsOfReport.of(report("health", "shop", List.of(), List.of(retention()))))
        .isEmpty();
  }
}
