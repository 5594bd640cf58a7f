package io.jenkins.plugins.orchestrator.engine.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {
  private static final DriftReport NO_DRIFT = new DriftReport(Status.PASSED, "a", List.of());

  @Test
  void saysThatEverythingWorksAndCanBeTakenBack() {
    Verdict verdict = Verdict.of(SampleReports.passed());

    assertThat(verdict.passed()).isTrue();
    assertThat(verdict.sentence())
        .isEqualTo("8 scripts work in all 3 environments and can be taken back.");
  }

  @Test
  void saysWhereItFailedAndWhy() {
    Verdict verdict = Verdict.of(SampleReports.failed());

    assertThat(verdict.status()).isEqualTo(Status.FAILED);
    assertThat(verdict.sentence())
        .startsWith("Failed in 2 of 3 environments (staging_clone, production_snapshot): ")
        .contains("005_plays_epa_not_null.sql:12:3: column \"epa\"");
  }

  @Test
  void saysHowFarACancelledRunCame() {
    assertThat(Verdict.of(SampleReports.cancelled()).sentence())
        .startsWith("Cancelled after ")
        .endsWith("1 of 3 environments had passed by then.");
  }

  @Test
  void aRunWithoutEnvironmentsHasProvedNothing() {
    Verdict verdict = Verdict.of(SampleReports.report(Status.PASSED, List.of(), NO_DRIFT));

    assertThat(verdict.status()).isEqualTo(Status.UNKNOWN);
    assertThat(verdict.sentence()).startsWith("Nothing is proved");
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSED")
  void aPassedRunDoesNotHideAnEnvironmentThatIsNot(Status status) {
    MigrationTestReport report =
        SampleReports.report(Status.PASSED, List.of(environment("a", status)), NO_DRIFT);

    assertThat(Verdict.of(report).status()).isEqualTo(status);
    assertThat(Verdict.of(report).passed()).isFalse();
  }

  @Test
  void anUnknownEnvironmentAmongPassedOnesIsNamed() {
    MigrationTestReport report =
        SampleReports.report(
            Status.PASSED,
            List.of(environment("a", Status.PASSED), environment("b", Status.UNKNOWN)),
            NO_DRIFT);

    assertThat(Verdict.of(report).sentence())
        .isEqualTo("Nothing is proved: not everything was measured in b.");
  }

  @Test
  void nothingPendingIsSaidAsSuch() {
    MigrationTestReport report =
        SampleReports.report(Status.PASSED, List.of(environment("a", Status.PASSED)), NO_DRIFT);

    assertThat(Verdict.of(report).sentence())
        .isEqualTo("Nothing to migrate: no script is pending in a.");
  }

  @Test
  void driftAloneIsAReason() {
    MigrationTestReport report =
        SampleReports.report(
            Status.FAILED,
            List.of(environment("a", Status.PASSED), environment("b", Status.PASSED)),
            new DriftReport(Status.FAILED, "a", List.of()));

    assertThat(Verdict.of(report).sentence())
        .isEqualTo(
            "Failed: no environment failed by itself, but their schemas differ after the"
                + " scripts.");
  }

  @Test
  void isOneLineWhateverTheNamesAre() {
    assertThat(Verdict.of(SampleReports.ofText("two\nlines\u001b[2J")).sentence())
        .doesNotContain("\n", "\u001b");
  }

  private static EnvironmentReport environment(String name, Status status) {
    return new EnvironmentReport(
        name,
        "",
        status,
        Duration.ZERO,
        Duration.ofSeconds(1),
        null,
        null,
        null,
        List.of(),
        List.of(),
        ReversibilityReport.unknown("not tried"),
        List.of(),
        List.of(),
        List.of());
  }
}
