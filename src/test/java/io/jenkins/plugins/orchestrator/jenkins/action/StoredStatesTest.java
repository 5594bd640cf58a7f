package io.jenkins.plugins.orchestrator.jenkins.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.report.state.BuildStates;
import io.jenkins.plugins.orchestrator.engine.report.state.Condition;
import io.jenkins.plugins.orchestrator.engine.report.state.EnvironmentState;
import io.jenkins.plugins.orchestrator.engine.report.state.KnownBackup;
import io.jenkins.plugins.orchestrator.engine.report.state.RunStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredStatesTest {
  private static final RunStates STATES =
      new RunStates(
          "q3kd7mzx2a",
          "health",
          Instant.parse("2026-11-21T10:15:00Z"),
          List.of(
              new EnvironmentState("a <b>", Condition.FAILED, "no \"answer\" \u0000", "po-lane-0"),
              new EnvironmentState("c", Condition.PASSED, null, null)),
          List.of(new KnownBackup("id", "a", Instant.EPOCH, "verified")),
          true);

  @TempDir private Path builds;

  private void write(int build, RunStates states) throws IOException {
    StoredStates.write(Files.createDirectories(builds.resolve(Integer.toString(build))), states);
  }

  private List<Integer> numbers() throws IOException {
    return StoredStates.read(builds).stream().map(BuildStates::build).toList();
  }

  @Test
  void whatIsWrittenCanBeRead() throws IOException {
    write(3, STATES);

    assertThat(StoredStates.read(builds)).containsExactly(new BuildStates(3, STATES));
  }

  @Test
  void withABuildGoesWhatItFound() throws IOException {
    write(1, STATES);
    write(2, STATES);
    // As a build is deleted: first it gets another name.
    Files.move(builds.resolve("2"), builds.resolve(".2"));

    assertThat(numbers()).containsExactly(1);
  }

  @Test
  void nothingIsMadeForABuildThatWasDeleted() throws IOException {
    StoredStates.write(builds.resolve("4"), STATES);

    assertThat(builds).isEmptyDirectory();
  }

  @Test
  void whatCannotBeReadIsPassedOver() throws IOException {
    write(1, STATES);
    write(2, STATES);
    Files.writeString(
        builds.resolve("2/parallel-orchestrator/q3kd7mzx2a.states-1.json"), "{\"run_id\": ");
    Files.createDirectory(builds.resolve("5"));
    Files.writeString(builds.resolve("legacyIds"), "");
    Files.writeString(builds.resolve("6"), "no directory");

    assertThat(numbers()).containsExactly(1);
  }

  @Test
  void onlyTheNewestBuildsAreReadHoweverManyThereAre() throws IOException {
    for (int build = 1; build <= 130; build++) {
      write(build, STATES);
    }

    assertThat(numbers()).hasSize(100).startsWith(130, 129).endsWith(31);
  }

  @Test
  void hugeFilesAreNotAllRead() throws IOException {
    EnvironmentState state =
        new EnvironmentState("environment", Condition.FAILED, "x".repeat(300), "po-lane-0");
    RunStates huge =
        new RunStates(
            "q3kd7mzx2a",
            "health",
            Instant.EPOCH,
            Collections.nCopies(5_000, state),
            List.of(),
            false);
    for (int build = 1; build <= 12; build++) {
      write(build, huge);
    }

    assertThat(numbers()).startsWith(12).hasSizeBetween(2, 6);
  }

  @Test
  void aJobWithoutABuildHasNoStates() throws IOException {
    assertThat(StoredStates.read(builds.resolve("none"))).isEmpty();
  }

  @Test
  void anOddIdNamesNoFile() {
    RunStates odd = new RunStates("../../x", "health", Instant.EPOCH, List.of(), List.of(), false);

    assertThatThrownBy(() -> StoredStates.write(builds, odd)).isInstanceOf(IOException.class);
    assertThat(builds).isEmptyDirectory();
  }
}
