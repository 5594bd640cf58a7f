package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} of a run with {@code --embedded}, and what the next command takes away. */
class KilledWithEmbeddedTest {
  /** A number of seconds that no other process sleeps, by which a test's command is found. */
  private static final String NAP = "61235.25";

  private static final Map<String, String> SIGNS =
      Map.of(
          "filling", "filling app",
          "apply", "apply 001_x.sql",
          "reverse", "reverse 001_x.down.sql",
          "tests", "only] tests");

  @TempDir private Path directory;
  private OrchestrateProcess orchestrate;

  /** Should a test fail, nothing of it stays either: a process of it is known by its number. */
  @AfterEach
  void endNaps() {
    ours().forEach(ProcessHandle::destroyForcibly);
  }

  private Path configuration(String endlessTask) throws IOException {
    String sleep = "SELECT pg_sleep(600);\n";
    write("init.sql", "CREATE TABLE t (id int);\n" + (endlessTask.equals("filling") ? sleep : ""));
    write(
        "db/001_x.sql", "CREATE TABLE x (id int);\n" + (endlessTask.equals("apply") ? sleep : ""));
    write("db/001_x.down.sql", "DROP TABLE x;\n" + (endlessTask.equals("reverse") ? sleep : ""));
    String nap = endlessTask.equals("tests") ? "sleep " + NAP : "true";
    return write(
        "test.yaml",
        """
        test_environments:
          only:
            db_url: postgresql://app@db.invalid/app
            embedded: {version: 17, init: [init.sql]}
        migrations: {path: db, baseline: none, timeout: 600s}
        integration_tests: [{name: nap, command: '%s', timeout: 600s}]
        """
            .formatted(nap));
  }

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private void killIn(String task) throws Exception {
    orchestrate = new OrchestrateProcess(directory);
    configuration(task);
    Process process = orchestrate.start("migration-test", "test.yaml", "--embedded");
    try {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!orchestrate.err().contains(SIGNS.get(task))) {
        assertThat(process.isAlive()).as(orchestrate.err()).isTrue();
        assertThat(System.nanoTime()).as(orchestrate.err()).isLessThan(end);
        Thread.sleep(20);
      }
      // Into the task, not just to its door.
      Thread.sleep(700);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(ours()).as("servers that nobody stopped").isNotEmpty();
    assertThat(orchestrate.temporary()).isNotEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"filling", "apply", "reverse", "tests"})
  void reapLeavesNothing(String task) throws Exception {
    killIn(task);
    Process reap = orchestrate.start("reap");
    assertThat(reap.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(reap.exitValue()).as(orchestrate.err() + orchestrate.out()).isZero();
    assertNothingIsLeft();
  }

  @ParameterizedTest
  @ValueSource(strings = {"apply", "tests"})
  void theNextRunLeavesNothing(String task) throws Exception {
    killIn(task);
    configuration("none");
    Process next = orchestrate.start("migration-test", "test.yaml", "--embedded");
    assertThat(next.waitFor(100, TimeUnit.SECONDS)).isTrue();
    assertThat(next.exitValue()).as(orchestrate.err() + orchestrate.out()).isZero();
    assertNothingIsLeft();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(ours().map(process -> process.info().commandLine().orElse("?")))
        .as("processes")
        .isEmpty();
    assertThat(orchestrate.temporary()).as("the temporary directory").isEmptyDirectory();
    List<Path> files = orchestrate.left();
    assertThat(files).as("files").allMatch(file -> file.toString().endsWith(".lock"));
  }

  private Stream<ProcessHandle> ours() {
    return ProcessHandle.allProcesses()
        .filter(
            process -> {
              String line = process.info().commandLine().orElse("");
              return line.contains(NAP) || line.contains(directory.toString());
            });
  }
}
