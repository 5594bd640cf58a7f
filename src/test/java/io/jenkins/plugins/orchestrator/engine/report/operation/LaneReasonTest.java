package io.jenkins.plugins.orchestrator.engine.report.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaneReasonTest {
  private static final TaskReport FAILED =
      new TaskReport(
          TaskKind.CHECK, "check", Status.FAILED, Duration.ZERO, Duration.ZERO, "no answer");
  private static final CheckReport UNKNOWN =
      new CheckReport(
          "health", "connections", Status.UNKNOWN, "below 80 %", "no right", Duration.ZERO, null);

  @Test
  void isTheFailureElseWhatATaskSaysElseWhatWasNotMeasured() {
    assertThat(reason("it is down", List.of(FAILED), List.of(UNKNOWN))).isEqualTo("it is down");
    assertThat(reason(null, List.of(FAILED), List.of(UNKNOWN))).isEqualTo("no answer");
    assertThat(reason(null, List.of(), List.of(UNKNOWN, UNKNOWN)))
        .isEqualTo("not measured: 2 checks, such as connections: no right");
    assertThat(reason(null, List.of(), List.of())).isEqualTo("no reason was recorded");
  }

  private static String reason(
      @Nullable String failure, List<TaskReport> tasks, List<CheckReport> checks) {
    return LaneReason.of(
        new LaneReport(
            "shop",
            "",
            Status.UNKNOWN,
            Duration.ZERO,
            Duration.ZERO,
            failure,
            List.of(),
            tasks,
            checks,
            List.of(),
            List.of()));
  }
}
