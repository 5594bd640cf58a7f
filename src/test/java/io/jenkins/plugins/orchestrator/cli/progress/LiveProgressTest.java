package io.jenkins.plugins.orchestrator.cli.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void showsWhatEachEnvironmentIsDoing() {
    Map<String, Lane> lanes = new LinkedHashMap<>();
    lanes.put(
        "staging_clone", Lane.waiting().start(TaskKind.APPLY, SECOND).detail("003_x.sql (3/8)"));
    lanes.put("dev", Lane.waiting());
    List<String> lines = new LiveFrame(80, 24, false, false).lines(lanes, 3 * SECOND, 0);
    assertThat(lines)
        .containsExactly(
            "| staging_clone  apply      2.0 s      003_x.sql (3/8)", "  dev            waiting");
  }

  @Test
  void keepsShowingWhatFailedFirst() {
    Lane lane =
        Lane.waiting()
            .start(TaskKind.APPLY, 0)
            .finish(TaskKind.APPLY, Status.FAILED, "002_b.sql:3: no such table\nmore", SECOND)
            .start(TaskKind.CLEANUP, SECOND)
            .finish(TaskKind.CLEANUP, Status.PASSED, null, 2 * SECOND);
    List<String> lines = new LiveFrame(80, 24, false, true).lines(Map.of("dev", lane), 9, 0);
    assertThat(lines)
        .containsExactly("✘ dev  failed     2.0 s      apply: 002_b.sql:3: no such table");
  }

  @Test
  void neverDrawsMoreThanTheTerminalHasRoomFor() {
    Map<String, Lane> lanes = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      lanes.put(
          "environment_with_a_rather_long_name_" + i,
          Lane.waiting().start(TaskKind.APPLY, 0).detail("x".repeat(200) + "\u001b[2J"));
    }
    List<String> lines = new LiveFrame(40, 10, false, true).lines(lanes, SECOND, 3);
    assertThat(lines).hasSize(9).allMatch(line -> line.length() < 40);
    assertThat(lines.get(8)).contains("50 environments, 0 finished");
    assertThat(String.join("", lines)).doesNotContain("\u001b");
  }

  @Test
  void givesTheCursorBackAndLeavesTheLastState() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (LiveProgress progress =
        LiveProgress.start(
            new PrintStream(bytes, true, UTF_8), List.of("dev"), 80, 24, false, false)) {
      progress.taskStarted("dev", TaskKind.CLEANUP);
      progress.taskFinished(
          "dev",
          new TaskReport(TaskKind.CLEANUP, "x", Status.PASSED, Duration.ZERO, Duration.ZERO, null));
    }
    String screen = bytes.toString(UTF_8);
    assertThat(screen).startsWith("\u001b[?25l").endsWith("\u001b[?25h").contains("+ dev  passed");
  }

  @Test
  void whatACommandPrintsStaysAboveThePicture() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (LiveProgress progress =
        LiveProgress.start(
            new PrintStream(bytes, true, UTF_8), List.of("dev"), 80, 24, false, false)) {
      progress.taskStarted("dev", TaskKind.USE);
      progress.output("1 of 2 tests passed");
      progress.output("2 of 2 tests passed");
    }
    assertThat(bytes.toString(UTF_8))
        .containsPattern("1 of 2 tests passed\n[^A]*dev  use")
        .containsPattern("\u001b\\[1A[^A]*2 of 2 tests passed\n[^A]*dev  use");
  }
}
