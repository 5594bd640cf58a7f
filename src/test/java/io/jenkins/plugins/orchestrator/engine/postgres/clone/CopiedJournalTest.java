package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedJournalTest {
  private final TestServer server = TestServer.of(15);
  private final Redactor redactor = Redactor.of(List.of());
  private final StringBuilder copy = new StringBuilder();

  @TempDir private Path directory;
  private Lab lab;
  private DatabaseTarget source;

  @BeforeEach
  void makeSource() {
    lab = new Lab(directory.resolve("other"));
    source = Environments.target(server, server.createDatabase());
  }

  private Snapshot take(JournalCopy to) throws SnapshotException {
    EnvironmentConfiguration environment = Environments.of(source).exclusively().build();
    return new Snapshots(
            lab.run, new StateDirectory(directory.resolve("state")), redactor, System.getenv(), to)
        .take(environment, new Cancellation(), message -> {});
  }

  private void remember(String line) {
    copy.append(line).append('\n');
  }

  @Test
  void isSettledWhenTheRunCleanedUpItself() throws Exception {
    take(this::remember).close();
    assertThat(copy.toString()).contains("\"intent\"").contains("\"made\"").contains("\"settled\"");
    assertThat(CopiedJournal.of(lab.run, copy.toString()).isSettled()).isTrue();
  }

  @Test
  void dropsWhatTheRunLeftFromAnotherMachineThatHasOnlyTheCopy() throws Exception {
    try (Snapshot left = take(this::remember)) {
      assertThat(lab.databases(server)).containsExactly(left.target().database());
      CopiedJournal journal = CopiedJournal.of(lab.run, copy + "{\"event\":\"inte");
      assertThat(journal.isSettled()).isFalse();
      CopiedJournal.Recovered recovered =
          journal.recover(List.of(source), directory.resolve("scratch"), redactor);
      assertThat(recovered.settled()).isTrue();
      assertThat(recovered.found())
          .as("the session that still held it, and the database")
          .allMatch(each -> each.outcome() == Reaped.Outcome.DROPPED)
          .extracting(Reaped::kind)
          .contains("session", "database");
      assertThat(lab.databases(server)).isEmpty();
      assertThat(directory.resolve("scratch")).doesNotExist();
    }
  }

  @Test
  void isNotSettledWhileTheServerCannotBeReached() throws Exception {
    DatabaseTarget unreachable =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", 1)),
            "nothing",
            source.user(),
            source.password(),
            source.parameters());
    try (Snapshot left = take(this::remember)) {
      CopiedJournal.Recovered recovered =
          CopiedJournal.of(lab.run, copy.toString())
              .recover(List.of(unreachable), directory.resolve("scratch"), redactor);
      assertThat(recovered.settled()).isFalse();
      assertThat(recovered.found())
          .extracting(Reaped::outcome)
          .containsExactly(Reaped.Outcome.FAILED);
      assertThat(lab.databases(server)).containsExactly(left.target().database());
    }
  }

  @Test
  void leavesOtherRunsAlone() throws Exception {
    try (Snapshot other = take(line -> {})) {
      CopiedJournal.Recovered recovered =
          CopiedJournal.of(RunId.random(), copy.toString())
              .recover(List.of(source), directory.resolve("scratch"), redactor);
      assertThat(recovered.settled()).isTrue();
      assertThat(lab.databases(server)).containsExactly(other.target().database());
    }
  }

  @Test
  void makesNothingWhenTheCopyCannotBeStored() {
    JournalCopy broken =
        line -> {
          throw new IOException("the connection is gone");
        };
    assertThatThrownBy(() -> take(broken))
        .isInstanceOf(SnapshotException.class)
        .hasMessageContaining("the connection is gone");
    assertThat(lab.databases(server)).isEmpty();
    assertThat(directory.resolve("state/journal")).isEmptyDirectory();
  }
}
