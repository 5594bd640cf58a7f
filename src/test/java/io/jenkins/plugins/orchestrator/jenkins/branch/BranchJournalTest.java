package io.jenkins.plugins.orchestrator.jenkins.branch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BranchJournalTest {
  private static final RunId ID = new RunId("abcdefghij");

  @TempDir private Path home;
  private Path directory;
  private Path lines;
  private Path header;
  private BranchJournal journal;

  @BeforeEach
  void makeJournal() {
    directory = home.resolve("journals");
    lines = BranchJournal.lines(directory, ID);
    header = JournalHeader.file(directory, ID);
    journal =
        new BranchJournal(
            directory,
            new JournalHeader(ID, "job #1", "staging", "linux", false, "agent1", List.of(), null));
  }

  private static String line(String event) {
    return """
    {"event":"%s","kind":"database","name":"orch_abcdefghij_t0w9zz_c00001",\
    "server":"1","place":"127.0.0.1:5432"}\
    """
        .formatted(event);
  }

  @Test
  void aBranchThatChangesNothingLeavesNoFile() throws IOException {
    assertThat(journal.end()).isTrue();
    assertThat(directory).doesNotExist();
  }

  @Test
  void aLineIsInTheFileWhenAppendReturns() throws IOException {
    journal.append(line("intent"));
    assertThat(lines).hasContent(line("intent") + "\n");
    journal.append(line("made"));
    assertThat(Files.readAllLines(lines)).containsExactly(line("intent"), line("made"));
  }

  @Test
  void theHeaderSaysWhereToRecover() throws IOException {
    journal.append(line("intent"));
    JournalHeader read = JournalHeader.read(header);
    assertThat(read.id()).isEqualTo(ID);
    assertThat(read.environment()).isEqualTo("staging");
    assertThat(read.label()).isEqualTo("linux");
    assertThat(read.anywhere()).as("the user's label holds for the recovery too").isFalse();
    assertThat(read.build()).isEqualTo("job #1");
  }

  @Test
  void onlyTheirOwnerMayListTheJournals() throws IOException {
    journal.append(line("intent"));
    assertThat(Files.getPosixFilePermissions(directory))
        .allMatch(permission -> permission.name().startsWith("OWNER"));
  }

  @Test
  void filesGoWithABranchThatHasSettledEverything() throws IOException {
    journal.append(line("intent"));
    journal.append(line("made"));
    journal.append(line("settled"));
    assertThat(journal.end()).isTrue();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void filesStayForTheRecoveryOfALostBranch() throws IOException {
    journal.append(line("intent"));
    journal.append(line("made"));
    assertThat(journal.end()).isFalse();
    assertThat(lines).exists();
    assertThat(header).exists();
  }

  @Test
  void anInterruptedThreadCanEndIt() throws IOException {
    journal.append(line("intent"));
    journal.append(line("settled"));
    Thread.currentThread().interrupt();
    try {
      assertThat(journal.end()).isTrue();
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anAgentThatWasGivenUpChangesNothingAnyMore() throws IOException {
    journal.append(line("intent"));
    journal.end();
    assertThatThrownBy(() -> journal.append(line("settled")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has ended");
    assertThat(lines).hasContent(line("intent") + "\n");
  }

  @Test
  void whatIsNoLineIsRefused() {
    assertThatThrownBy(() -> journal.append(line("intent") + "\n" + line("settled")))
        .hasMessage("not a line of a journal");
    assertThatThrownBy(() -> journal.append("\"" + "x".repeat(5_000) + "\""))
        .hasMessage("not a line of a journal");
    assertThatThrownBy(() -> journal.append("null")).hasMessage("not a line of a journal");
    assertThatThrownBy(() -> journal.append("[]")).hasMessage("not a line of a journal");
    assertThatThrownBy(() -> journal.append("no JSON")).isInstanceOf(IOException.class);
    assertThat(directory).doesNotExist();
  }
}
