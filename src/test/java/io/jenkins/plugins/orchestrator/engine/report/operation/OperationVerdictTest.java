package io.jenkins.plugins.orchestrator.engine.report.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OperationVerdictTest {
  private static Verdict verdict(Status run, LaneReport... lanes) {
    return OperationVerdict.of(SampleOperations.report("backup", run, List.of(lanes)));
  }

  private static LaneReport lane(String name, Status status) {
    return SampleOperations.lane(name, status, status.isFailure() ? "no route to host" : null);
  }

  @Test
  void saysThatAllPassedAndWhatToLookAt() {
    assertThat(verdict(Status.PASSED, lane("a", Status.PASSED), lane("b", Status.PASSED)))
        .isEqualTo(new Verdict(Status.PASSED, "All 2 backups passed, with 1 warning."));
  }

  @Test
  void saysWhatWasSkipped() {
    assertThat(verdict(Status.PASSED, lane("a", Status.PASSED), lane("b", Status.SKIPPED)))
        .isEqualTo(new Verdict(Status.PASSED, "a passed, with 1 warning. Skipped: b."));
  }

  @Test
  void saysWhereAndWhyItFailedFirst() {
    assertThat(
            verdict(
                Status.FAILED,
                lane("a", Status.PASSED),
                lane("b", Status.FAILED),
                lane("c", Status.SKIPPED),
                lane("d", Status.TIMED_OUT)))
        .isEqualTo(
            new Verdict(
                Status.FAILED, "Failed in 2 of 4 backups (b, d): no route to host. Skipped: c."));
  }

  @Test
  void allSkippedIsNothingDone() {
    assertThat(verdict(Status.SKIPPED, lane("a", Status.SKIPPED), lane("b", Status.SKIPPED)))
        .isEqualTo(new Verdict(Status.SKIPPED, "Nothing was done: all 2 backups were skipped."));
  }

  @ParameterizedTest
  @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSED")
  void aPassedRunDoesNotHideALaneThatIsNot(Status status) {
    assertThat(verdict(Status.PASSED, lane("a", status)).status()).isEqualTo(status);
  }

  @Test
  void oneThatWasNotMeasuredIsNamedAmongPassedOnes() {
    assertThat(verdict(Status.PASSED, lane("a", Status.PASSED), lane("b", Status.UNKNOWN)))
        .isEqualTo(
            new Verdict(Status.UNKNOWN, "Nothing is proved: not everything was measured in b."));
  }

  @Test
  void whyOneWasNotMeasuredIsSaid() {
    assertThat(
            verdict(
                    Status.PASSED,
                    lane("a", Status.UNKNOWN),
                    SampleOperations.lane("b", Status.UNKNOWN, "the query gives nothing"))
                .sentence())
        .isEqualTo(
            "Nothing is proved: not everything was measured in a, b: the query gives nothing.");
  }

  @Test
  void aReasonThatEndsWithSqlEndsAsSqlDoes() {
    LaneReport lane = SampleOperations.lane("a", Status.FAILED, "no right: GRANT pg_monitor TO b;");
    assertThat(verdict(Status.FAILED, lane).sentence()).endsWith("GRANT pg_monitor TO b;");
  }

  @Test
  void aRunWithoutLanesHasProvedNothing() {
    assertThat(verdict(Status.PASSED).status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void saysHowFarACancelledRunCame() {
    assertThat(
            verdict(Status.CANCELLED, lane("a", Status.PASSED), lane("b", Status.CANCELLED))
                .sentence())
        .startsWith("Cancelled after ")
        .endsWith("; 1 of 2 backups had passed by then.");
  }

  @Test
  void isOneLineWhateverTheNamesAre() {
    assertThat(OperationVerdict.of(SampleOperations.ofText("two\nlines\u001b[2J")).sentence())
        .doesNotContain("\n", "\u001b");
  }
}
