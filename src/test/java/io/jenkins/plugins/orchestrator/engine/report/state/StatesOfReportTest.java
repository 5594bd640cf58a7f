package io.jenkins.plugins.orchestrator.engine.report.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatesOfReportTest {
  private static final Finding BLOAT =
      Finding.of(Finding.Severity.WARNING, "bloat", "a table is bloated", null);
  private static final Finding NOTE =
      Finding.of(Finding.Severity.INFO, "note", "worth knowing", null);

  private static LaneReport lane(
      Status status, @Nullable String failure, List<CheckReport> checks, Finding... findings) {
    return lane("shop", status, failure, List.of(), checks, findings);
  }

  private static LaneReport lane(
      String name,
      Status status,
      @Nullable String failure,
      List<Fact> facts,
      List<CheckReport> checks,
      Finding... findings) {
    return new LaneReport(
        name,
        "",
        status,
        Duration.ZERO,
        Duration.ofSeconds(1),
        failure,
        facts,
        List.of(),
        checks,
        List.of(),
        List.of(findings));
  }

  private static List<EnvironmentState> states(String operation, LaneReport... lanes) {
    OperationReport report =
        new OperationReport(
            operation,
            "title",
            "aaaaaaaaaa",
            "test.yaml",
            Instant.EPOCH,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Status.PASSED,
            List.of(lanes),
            List.of(),
            List.of());
    return StatesOfReport.of(report, index -> "lane-" + index);
  }

  @ParameterizedTest
  @CsvSource({
    "PASSED, PASSED",
    "FAILED, FAILED",
    "TIMED_OUT, FAILED",
    "UNKNOWN, UNKNOWN",
    "CANCELLED, UNKNOWN",
    "SKIPPED, SKIPPED"
  })
  void whatWasNotMeasuredIsUnknown(Status status, Condition condition) {
    assertThat(states("health", lane(status, null, List.of(), NOTE)).get(0).condition())
        .isEqualTo(condition);
  }

  @Test
  void whatPassedWithMoreThanInformationIsAWarning() {
    EnvironmentState state =
        states("health", lane(Status.PASSED, null, List.of(), NOTE, BLOAT)).get(0);

    assertThat(state)
        .isEqualTo(new EnvironmentState("shop", Condition.WARNING, "a table is bloated", "lane-0"));
  }

  @Test
  void theFailureIsMoreImportantThanAFinding() {
    assertThat(states("validate", lane(Status.FAILED, "no answer", List.of(), BLOAT)).get(0))
        .extracting(EnvironmentState::finding)
        .isEqualTo("no answer");
  }

  @Test
  void withoutAReasonTheFirstCheckThatEndedSoGivesOne() {
    CheckReport check =
        new CheckReport("slo", "p95", Status.UNKNOWN, "500 ms", "n = 3", Duration.ZERO, "wait");

    assertThat(states("validate", lane(Status.UNKNOWN, null, List.of(check))).get(0).finding())
        .isEqualTo("p95: n = 3");
  }

  @Test
  void aLongReasonIsCutToOneLine() {
    String failure = "x\n".repeat(5_000);

    assertThat(states("health", lane(Status.FAILED, failure, List.of())).get(0).finding())
        .hasSizeLessThanOrEqualTo(300)
        .doesNotContain("\n")
        .endsWith("…");
  }

  @ParameterizedTest
  @CsvSource({"restore", "provision"})
  void aRestoreOrACloneSaysNothingOfItsEnvironment(String operation) {
    assertThat(states(operation, lane(Status.PASSED, null, List.of()))).isEmpty();
  }

  @Test
  void ofSeveralBackupsThatWereVerifiedTheWorstCounts() {
    List<Fact> shop = List.of(new Fact("Environment", "shop"));

    List<EnvironmentState> states =
        states(
            "verify-backups",
            lane("one", Status.PASSED, null, shop, List.of()),
            lane("two", Status.FAILED, "changed", shop, List.of()),
            lane("three", Status.PASSED, null, shop, List.of()));

    assertThat(states)
        .containsExactly(new EnvironmentState("shop", Condition.FAILED, "changed", "lane-1"));
  }

  @Test
  void aMigrationTestHasAStateForEachEnvironment() {
    assertThat(StatesOfReport.of(SampleReports.failed(), index -> "environment-" + index))
        .hasSameSizeAs(SampleReports.failed().environments())
        .anyMatch(state -> state.condition() == Condition.FAILED && state.finding() != null);
  }
}
