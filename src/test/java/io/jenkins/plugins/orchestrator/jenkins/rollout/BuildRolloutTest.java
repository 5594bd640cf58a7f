package io.jenkins.plugins.orchestrator.jenkins.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.FileRolloutJournal;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Phase;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.RolloutSettings;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.jenkins.action.BuildOnDisk;
import io.jenkins.plugins.orchestrator.jenkins.action.OrchestrationAction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedStatic;

/** The rollout of a build, on a node that is not connected, where things end badly. */
class BuildRolloutTest {
  private static final RolloutOrder ORDER =
      new RolloutOrder(
          RunId.random(),
          "Progressive rollout of shop",
          new RolloutSettings(
              "shop",
              Phase.canary(List.of(5, 100)),
              null,
              Duration.ofMinutes(1),
              Duration.ofSeconds(1),
              Duration.ZERO,
              Duration.ZERO,
              GateLimits.usual(),
              4,
              RolloutSettings.OnFailure.ROLLBACK,
              RolloutSettings.OnRestart.GO_ON,
              false,
              1,
              Duration.ofSeconds(1)),
          new ProbedPair(
              URI.create("http://stable.example/"),
              URI.create("http://canary.example/"),
              1,
              Duration.ofSeconds(1)),
          null,
          URI.create("http://stable.example/"),
          Duration.ofSeconds(10));

  @TempDir private Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<Object> ends = new ArrayList<>();
  private final List<Shift> moves = new ArrayList<>();
  private MockedStatic<HyperlinkNote> notes;
  private Run<?, ?> build;
  private BuildRollout rollout;
  private @Nullable Boolean back;

  @BeforeEach
  void begin() {
    notes = mockStatic(HyperlinkNote.class);
    notes.when(() -> HyperlinkNote.encodeTo(any(), any())).thenReturn("link");
    build = BuildOnDisk.in(directory);
    rollout =
        new BuildRollout(
            ORDER,
            () -> null,
            new Step(),
            new RolloutThreads(Runnable::run, mock(ScheduledExecutorService.class), () -> false));
  }

  @AfterEach
  void end() {
    notes.close();
  }

  private Path journal() {
    return directory
        .resolve("parallel-orchestrator")
        .resolve(ORDER.id().value() + ".rollout.jsonl");
  }

  private final class Step implements BuildRollout.Site {
    @Override
    public Run<?, ?> build() {
      return build;
    }

    @Override
    public TaskListener listener() {
      TaskListener listener = mock(TaskListener.class);
      when(listener.getLogger()).thenReturn(new PrintStream(log, true, StandardCharsets.UTF_8));
      return listener;
    }

    @Override
    public @Nullable String flowNode() {
      return "7";
    }

    @Override
    public void move(Shift shift) {
      moves.add(shift);
    }

    @Override
    public void end(String why) {}

    @Override
    public void forget() {}

    @Override
    public void ended(OperationReport report, boolean isBack) {
      ends.add(report);
      back = isBack;
    }

    @Override
    public void broken(Throwable problem) {
      ends.add(problem);
    }
  }

  private OrchestrationAction page() {
    return OrchestrationAction.of(build);
  }

  /** The journal's lock is given back, so that it can be opened. */
  private void assertJournalIsClosed() throws IOException {
    FileRolloutJournal.open(journal()).close();
  }

  private void endWithoutHealth() {
    rollout.open(null);
    rollout.driver().moved("exit code 3", false);
    rollout.driver().moved(null, false);
    assertThat(moves).extracting(Shift::weight).containsExactly(5, 0);
  }

  @Test
  void theStepEndsAlsoWhenThoseWhoShallHearOfItCannotBeTold() throws Exception {
    // There are no extensions without a Jenkins.
    endWithoutHealth();

    assertThat(ends).singleElement().isInstanceOf(OperationReport.class);
    assertThat(page().isRunning()).isFalse();
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("FAILED: ");
    assertJournalIsClosed();
  }

  @Test
  void theStepHearsThatTheTrafficMayNotBeBack() {
    endWithoutHealth();

    assertThat(back).isFalse();
  }

  @Test
  void whatCannotGoOnIsNotShownAsRunning() throws Exception {
    Files.createDirectory(directory.resolve("parallel-orchestrator"));
    Files.writeString(journal(), "no journal\n");
    rollout.open(null);

    assertThat(ends).singleElement().isInstanceOf(IOException.class);
    assertThat(page().isRunning()).isFalse();
    Files.delete(journal());
    assertJournalIsClosed();
  }
}
