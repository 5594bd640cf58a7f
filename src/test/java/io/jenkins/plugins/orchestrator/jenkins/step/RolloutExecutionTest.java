package io.jenkins.plugins.orchestrator.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.AbortException;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a step ends whose rollout has ended. */
class RolloutExecutionTest {
  private final Throwable abort = new InterruptedException("somebody aborted the build");

  private static OperationReport report(Status status, String failure) {
    LaneReport lane =
        new LaneReport(
            "shop",
            "",
            status,
            Duration.ZERO,
            Duration.ofMinutes(1),
            failure,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    return new OperationReport(
        "rollout",
        "Progressive rollout of shop",
        "0123456789ab",
        "shop",
        Instant.EPOCH,
        lane.duration(),
        lane.duration(),
        status,
        List.of(lane),
        List.of(),
        List.of());
  }

  @Test
  void anAbortedOneEndsAsAbortedWhenTheTrafficIsBack() {
    OperationReport report = report(Status.CANCELLED, "rolled back");

    assertThat(RolloutExecution.failure(report, true, true, abort)).isSameAs(abort);
    assertThat(RolloutExecution.failure(report, true, false, abort)).isSameAs(abort);
  }

  @Test
  void anAbortedOneFailsWhenTheTrafficIsNotBack() {
    OperationReport report = report(Status.FAILED, "THE ROLLBACK FAILED after 3 attempts");

    for (boolean propagate : List.of(true, false)) {
      assertThat(RolloutExecution.failure(report, false, propagate, abort))
          .isInstanceOf(AbortException.class)
          .hasMessageContaining("THE ROLLBACK FAILED")
          .hasSuppressedException(abort);
    }
  }

  @Test
  void withoutPropagationTheResultTells() {
    OperationReport report = report(Status.FAILED, "rolled back");

    assertThat(RolloutExecution.failure(report, true, false, null)).isNull();
    assertThat(RolloutExecution.failure(report, true, true, null))
        .isInstanceOf(AbortException.class)
        .hasMessageContaining("rolled back");
  }
}
