package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.SampleReports;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JudgementTest {
  private static final DriftReport NO_DRIFT = new DriftReport(Status.PASSED, "a", List.of());
  private static final DriftReport DRIFT = new DriftReport(Status.FAILED, "a", List.of());
  private static final DriftReport NOT_MEASURED = new DriftReport(Status.UNKNOWN, "", List.of());

  private boolean propagate = true;
  private boolean unstableOnFailure;
  private boolean unstableOnDrift;
  private boolean unstableOnFindings;

  private Judgement judge(MigrationTestReport report) {
    return Judgement.of(
        report,
        new MigrationTestSettings(
            new ConfigurationArguments("test.yaml", null, List.of(), Map.of(), Map.of()),
            new OperationRules("parallelMigrationTest", 0, false, Duration.ofMinutes(20)),
            unstableOnDrift,
            unstableOnFindings,
            unstableOnFailure,
            propagate));
  }

  private static EnvironmentReport environment(
      String name, Status status, @Nullable String failure, Finding... findings) {
    return new EnvironmentReport(
        name,
        "",
        status,
        Duration.ZERO,
        Duration.ofSeconds(1),
        failure,
        null,
        null,
        List.of(),
        List.of(),
        ReversibilityReport.unknown("not taken back"),
        List.of(),
        List.of(),
        List.of(findings));
  }

  private static MigrationTestReport report(
      Status status, DriftReport drift, EnvironmentReport... environments) {
    MigrationTestReport sample = SampleReports.report(status, List.of(environments), drift);
    return new MigrationTestReport(
        sample.runId(),
        sample.configuration(),
        sample.startedAt(),
        sample.duration(),
        sample.sequentialEquivalent(),
        status,
        sample.environments(),
        drift,
        List.of());
  }

  private static MigrationTestReport one(Status status, DriftReport drift, Finding... findings) {
    return report(
        status,
        drift,
        environment("a", status, status == Status.PASSED ? null : "why it ended", findings));
  }

  private static Finding finding(Finding.Severity severity) {
    return Finding.of(severity, "some-finding", "something was found", null);
  }

  static Stream<Arguments> everyCombination() {
    List<Arguments> all = new ArrayList<>();
    for (Status status : Status.values()) {
      for (int bits = 0; bits < 16; bits++) {
        all.add(
            Arguments.of(
                status, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, propagate {1}, unstable on failure {2}, drift {3}, findings {4}")
  @MethodSource("everyCombination")
  void whatIsWrongFailsTheStepOrMakesTheBuildUnstableOrIsInTheResultOnly(
      Status status, boolean fails, boolean onFailure, boolean onDrift, boolean onFindings) {
    propagate = fails;
    unstableOnFailure = onFailure;
    unstableOnDrift = onDrift;
    unstableOnFindings = onFindings;
    boolean well = status == Status.PASSED || status == Status.SKIPPED;

    Judgement quiet = judge(one(status, NO_DRIFT));
    Judgement loud = judge(one(status, DRIFT, finding(Finding.Severity.WARNING)));

    assertThat(quiet.failure() != null).as("fails").isEqualTo(!well && fails && !onFailure);
    assertThat(quiet.unstable() != null).as("unstable").isEqualTo(!well && onFailure);
    assertThat(loud.failure() != null).as("fails").isEqualTo(!well && fails && !onFailure);
    assertThat(loud.unstable() != null)
        .as("unstable")
        .isEqualTo(well ? onDrift || onFindings : onFailure);
  }

  @ParameterizedTest
  @EnumSource(
      value = Status.class,
      names = {"PASSED", "SKIPPED"},
      mode = EnumSource.Mode.EXCLUDE)
  void theSentenceOfAFailureIsTheVerdicts(Status status) {
    assertThat(judge(one(status, NO_DRIFT)).failure()).isNotBlank().doesNotContain("\n");

    unstableOnFailure = true;
    assertThat(judge(one(status, NO_DRIFT)).unstable()).isNotBlank();
  }

  @Test
  void schemasThatWereNotComparedAreNotTakenForEqual() {
    unstableOnDrift = true;

    assertThat(judge(one(Status.PASSED, NO_DRIFT)).unstable()).isNull();
    assertThat(judge(one(Status.PASSED, DRIFT)).unstable())
        .isEqualTo("The environments' schemas differ.");
    assertThat(judge(one(Status.PASSED, NOT_MEASURED)).unstable())
        .isEqualTo("Whether the environments' schemas differ was not measured.");
  }

  @Test
  void whatIsOnlyWorthKnowingDisturbsNobody() {
    unstableOnFindings = true;

    assertThat(judge(one(Status.PASSED, NO_DRIFT, finding(Finding.Severity.INFO))).unstable())
        .isNull();
    assertThat(
            judge(
                    one(
                        Status.PASSED,
                        NO_DRIFT,
                        finding(Finding.Severity.INFO),
                        finding(Finding.Severity.WARNING),
                        finding(Finding.Severity.ERROR)))
                .unstable())
        .isEqualTo("The test passed with findings: 2.");
  }

  @Test
  void aFailureSaysEnvironmentScriptLineAndReason() {
    assertThat(judge(SampleReports.failed()).failure())
        .startsWith("Failed in 2 of 3 environments (staging_clone, production_snapshot): ")
        .contains(
            "\n  staging_clone: db/migrations/005_plays_epa_not_null.sql:12:3: column \"epa\" of"
                + " relation \"plays\" contains null values")
        .contains("\n  production_snapshot: 1 of 4 checks failed: query no orphans gave 3, not 0")
        .doesNotContain("dev_local");
  }

  @Test
  void oneFailureIsSaidOnce() {
    String failure =
        judge(
                report(
                    Status.FAILED,
                    NO_DRIFT,
                    environment("a", Status.PASSED, null),
                    environment("b", Status.FAILED, "1.sql:3:1: no such table")))
            .failure();

    assertThat(failure).isEqualTo("Failed in b: 1.sql:3:1: no such table.");
  }

  @Test
  void ofManyFailuresTheFirstTwentyAreNamed() {
    EnvironmentReport[] environments = new EnvironmentReport[30];
    for (int i = 0; i < environments.length; i++) {
      environments[i] = environment("shard_" + i, Status.FAILED, "no space on device\n" + i);
    }

    assertThat(judge(report(Status.FAILED, NO_DRIFT, environments)).failure().split("\n"))
        .hasSize(1 + 20 + 1)
        .contains("  shard_19: no space on device 19", "  and 10 more")
        .doesNotContain("  shard_20: no space on device 20");
  }
}
