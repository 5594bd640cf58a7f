package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateLimits;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives a process. */
class FileRolloutJournalTest {
  @TempDir Path directory;

  @Test
  void givesBackEverythingThatARolloutWrote() throws IOException {
    World world = new World(1);
    world.run(
        RolloutSettings.of(
            "shop", Phase.canary(List.of(5, 50)), null, Duration.ofMinutes(3), GateLimits.usual()));
    write(world.journal);

    assertThat(read()).isEqualTo(world.journal).hasSizeGreaterThan(8);
  }

  @Test
  void keepsRangesWithoutAnEnd() throws IOException {
    var open = new LatencyDistribution.Bin(0.5, Double.POSITIVE_INFINITY, 3);
    var measured = new Measured(new Proportion(1, 4), new LatencyDistribution(List.of(open)));
    var look =
        new Look(
            0,
            Duration.ofSeconds(90),
            true,
            measured,
            Measured.nothing(),
            List.of(),
            io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateDecision.error("x"));
    List<JournalEntry> entries = List.of(new JournalEntry(Instant.EPOCH, null, look));
    write(entries);

    assertThat(read()).isEqualTo(entries);
  }

  @Test
  void cutsOffWhatASuddenEndLeftOfALine() throws IOException {
    List<JournalEntry> entries =
        List.of(new JournalEntry(Instant.EPOCH, RolloutState.ready(), null));
    write(entries);
    Files.writeString(file(), "{\"at\":\"2026-11-2", StandardOpenOption.APPEND);

    write(entries);

    assertThat(read()).hasSize(2).allMatch(entries.get(0)::equals);
  }

  @Test
  void isForItsOwnerAlone() throws IOException {
    write(List.of());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void letsNobodyElseMakeTheSameRollout() throws IOException {
    try (FileRolloutJournal first = FileRolloutJournal.open(file())) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> FileRolloutJournal.open(file()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another run makes this rollout");
    }
    FileRolloutJournal.open(file()).close();
  }

  @Test
  void letsNoOtherProcessMakeTheSameRolloutAlsoOnceItWasRead() throws Exception {
    write(List.of(new JournalEntry(Instant.EPOCH, RolloutState.ready(), null)));
    try (FileRolloutJournal first = FileRolloutJournal.open(file())) {
      first.read(entry -> {});
      first.write(new JournalEntry(Instant.EPOCH, RolloutState.ready(), null));

      assertThat(AnotherProcess.opens(file())).isFalse();
    }
    assertThat(AnotherProcess.opens(file())).as("once the first has ended").isTrue();
    assertThat(read()).as("what was written after it was read").hasSize(2);
  }

  /** A process opens the journal, and ends with 0, or says that it is in use, and ends with 3. */
  static final class AnotherProcess {
    private static final int IN_USE = 3;

    public static void main(String[] args) throws IOException {
      try (FileRolloutJournal journal = FileRolloutJournal.open(Path.of(args[0]))) {
        journal.read(entry -> {});
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).contains("another run makes this rollout")) {
          System.exit(IN_USE);
        }
        throw e;
      }
    }

    static boolean opens(Path file) throws Exception {
      String classes = System.getProperty("surefire.test.class.path");
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  classes != null ? classes : System.getProperty("java.class.path"),
                  AnotherProcess.class.getName(),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isIn(0, IN_USE);
        return process.exitValue() == 0;
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void saysWhichLineItCannotRead() throws IOException {
    write(List.of(new JournalEntry(Instant.EPOCH, RolloutState.ready(), null)));
    Files.writeString(file(), "nonsense\n", StandardOpenOption.APPEND);

    assertThatThrownBy(this::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("look where the traffic is");
  }

  private Path file() {
    return directory.resolve("rollouts").resolve("shop.jsonl");
  }

  private void write(List<JournalEntry> entries) throws IOException {
    try (FileRolloutJournal journal = FileRolloutJournal.open(file())) {
      for (JournalEntry entry : entries) {
        journal.write(entry);
      }
    }
  }

  private List<JournalEntry> read() throws IOException {
    List<JournalEntry> entries = new ArrayList<>();
    try (FileRolloutJournal journal = FileRolloutJournal.open(file())) {
      journal.read(entries::add);
    }
    return entries;
  }
}
