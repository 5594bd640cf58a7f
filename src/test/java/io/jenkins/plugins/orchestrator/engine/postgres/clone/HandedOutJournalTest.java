package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandedOutJournalTest {
  private final TestServer server = TestServer.of(15);
  private final Redactor redactor = Redactor.of(List.of());
  private final StringBuilder copy = new StringBuilder();
  private final HandedOutJournal journal =
      new HandedOutJournal(line -> copy.append(line).append('\n'));

  @TempDir private Path directory;
  private Lab lab;
  private DatabaseTarget source;

  @BeforeEach
  void makeSource() {
    lab = new Lab(directory.resolve("other"));
    source = Environments.target(server, server.createDatabase());
  }

  private Snapshot take() throws SnapshotException {
    EnvironmentConfiguration environment = Environments.of(source).exclusively().build();
    return new Snapshots(
            lab.run,
            new StateDirectory(directory.resolve("state")),
            redactor,
            System.getenv(),
            journal)
        .take(environment, new Cancellation(), message -> {});
  }

  private CopiedJournal copied() {
    return CopiedJournal.of(lab.run, copy.toString());
  }

  @Test
  void whoeverHasTheCopyCanTakeAwayWhatWasHandedOut() throws Exception {
    Snapshot clone = take();
    KeptClone kept = clone.keep();
    clone.close();
    journal.end(List.of(kept));
    assertThat(lab.databases(server)).containsExactly(kept.name());

    assertThat(copied().isSettled()).isFalse();
    CopiedJournal.Recovered recovered =
        copied().recover(List.of(source), directory.resolve("scratch"), redactor);

    assertThat(recovered.settled()).isTrue();
    assertThat(lab.databases(server)).isEmpty();
  }

  @Test
  void whatTheRunDroppedItselfIsSettledAtItsEnd() throws Exception {
    take().close();
    assertThat(copied().isSettled()).as("before the end nobody knows").isFalse();

    journal.end(List.of());

    assertThat(copied().isSettled()).isTrue();
  }

  @Test
  void everyOtherLineIsPassedOnAtOnce() throws IOException {
    journal.append("{\"event\":\"intent\",\"kind\":\"database\",\"name\":\"orch_a\"}");
    journal.append("{\"event\":\"settled\",\"kind\":\"role\",\"name\":\"a\"}");

    assertThat(copy.toString().lines()).hasSize(2);
  }
}
