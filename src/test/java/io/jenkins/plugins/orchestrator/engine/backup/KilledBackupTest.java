package io.jenkins.plugins.orchestrator.engine.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the runner in the middle of a dump, and what the next run takes away. */
class KilledBackupTest {
  private static final String PASSWORD = "Scr4m-s3cret-78";

  @TempDir private Path directory;

  @Test
  void leavesNothingThatLooksLikeABackupAndTheNextRunTakesItAway() throws Exception {
    TestServer server = TestServer.of(17);
    String database = server.createDatabase();
    server.execute(
        database,
        "CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) i; CREATE TABLE u ();"
            + " CREATE TABLE parted (i int) PARTITION BY RANGE (i)");
    String yaml =
        "environments:\n  shop: {db_url: 'postgresql://postgres:%s@127.0.0.1:%d/%s'}\nbackup: {jobs: 2}\n"
            .formatted(PASSWORD, server.port(), database);
    Set<String> seen = new TreeSet<>();
    try (Connection other = server.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      // It has no rows of its own: pg_dump is the first that wants it.
      statement.execute("LOCK TABLE ONLY parted IN ACCESS EXCLUSIVE MODE");
      Process process = BackupProcess.start(directory, yaml);
      try {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (seen.stream().noneMatch(each -> each.contains("--snapshot="))) {
          readAllArguments(seen);
          assertThat(process.isAlive()).as(out()).isTrue();
          assertThat(System.nanoTime()).as(out()).isLessThan(end);
        }
        // Into the wait for the lock.
        Thread.sleep(500);
        readAllArguments(seen);
        assertThat(scenario().store().sweep())
            .as("of a living run")
            .singleElement()
            .asString()
            .contains("kept");
      } finally {
        process.destroyForcibly().waitFor();
      }
      assertThat(scenario().store().list().backups()).isEmpty();
      assertThat(scenario().store().list().unusable())
          .singleElement()
          .satisfies(each -> assertThat(each.name()).endsWith(".partial"));
    }

    BackupScenario next = scenario();
    LaneReport lane = next.runOne(yaml);

    assertThat(lane.failure()).isNull();
    assertThat(next.only().state()).isEqualTo(BackupState.VERIFIED);
    assertThat(lane.findings().stream().map(Finding::code)).contains("partial-backup");
    next.assertOnlyBackupsLeft(1);
    assertThat(ours()).as("processes").isEmpty();
    assertThat(seen).noneMatch(arguments -> arguments.contains(PASSWORD));
    Files.delete(directory.resolve("databases.yaml"));
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(Files::isRegularFile))
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(PASSWORD));
    }
  }

  private BackupScenario scenario() {
    return new BackupScenario(directory);
  }

  private String out() throws IOException {
    return Files.readString(directory.resolve("out.txt"));
  }

  private Stream<ProcessHandle> ours() {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String line = process.info().commandLine().orElse("");
              return line.contains("pg_dump") && line.contains(directory.toString());
            });
  }

  private void readAllArguments(Set<String> seen) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        arguments(process).filter(each -> each.contains(directory.toString())).forEach(seen::add);
      }
    }
  }

  private static Stream<String> arguments(Path process) {
    try {
      byte[] arguments = Files.readAllBytes(process.resolve("cmdline"));
      return Stream.of(new String(arguments, ISO_8859_1).replace('\0', ' '));
    } catch (IOException e) {
      // It has ended since it was listed.
      return Stream.empty();
    }
  }
}
