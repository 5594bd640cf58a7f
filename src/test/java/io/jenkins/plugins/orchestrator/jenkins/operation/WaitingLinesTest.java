package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.jenkins.branch.Branches.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingLinesTest {
  private static final Waiting OFFLINE = new Waiting("staging", "linux", "agent1 is offline");
  private static final Waiting BUSY = new Waiting("staging", "linux", "agent1 is busy");

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final PrintStream logger = new PrintStream(text, true, StandardCharsets.UTF_8);
  private final TaskListener listener = () -> logger;
  private final WaitingLines lines =
      new WaitingLines(new OperationLog(listener, Redactor.of(List.of())));

  private List<String> log() {
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private void secondsLongWaits(int from, int to, Waiting... waiting) {
    for (int second = from; second <= to; second++) {
      lines.tick(List.of(waiting), Duration.ofSeconds(second));
    }
  }

  @Test
  void aShortWaitIsNotWorthALine() {
    secondsLongWaits(1, 15, OFFLINE);
    secondsLongWaits(16, 60);
    assertThat(log()).isEmpty();
  }

  @Test
  void saysTheCauseAfterFifteenSecondsOnce() {
    secondsLongWaits(1, 60, OFFLINE);
    assertThat(log())
        .containsExactly(
            "[staging] still waiting for an executor with the label 'linux': agent1 is offline");
  }

  @Test
  void saysANewCauseAtOnce() {
    secondsLongWaits(1, 20, OFFLINE);
    secondsLongWaits(21, 22, BUSY);
    assertThat(log()).hasSize(2).last().asString().endsWith("agent1 is busy");
  }

  @Test
  void repeatsItselfEveryFiveMinutes() {
    secondsLongWaits(1, 16 + 2 * 300, OFFLINE);
    assertThat(log()).hasSize(3);
  }

  @Test
  void waitingAgainBeginsAnew() {
    secondsLongWaits(1, 20, OFFLINE);
    secondsLongWaits(21, 21);
    secondsLongWaits(22, 36, OFFLINE);
    assertThat(log()).hasSize(1);
    secondsLongWaits(37, 37, OFFLINE);
    assertThat(log()).hasSize(2);
  }

  @Test
  void withoutALabelAnyExecutorWouldDo() {
    secondsLongWaits(1, 20, new Waiting("staging", null, "all are busy"));
    assertThat(log()).containsExactly("[staging] still waiting for an executor: all are busy");
  }
}
