package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups from the command line, with the real engine and a real server. */
class BackupCommandsTest {
  private static TestServer server;

  @TempDir private Path directory;

  @BeforeAll
  static void startAServer() {
    server = TestServer.startOwn(17, Map.of());
  }

  @AfterAll
  static void stopIt() {
    server.close();
  }

  private CommandRun run(String... arguments) {
    return CommandRun.of(
        new EngineCalls(), directory, Map.of("PATH", System.getenv("PATH")), arguments);
  }

  private void configure(String others) throws IOException {
    String source = server.createDatabase();
    server.execute(source, "CREATE TABLE t AS SELECT i FROM generate_series(1, 1000) i");
    Files.writeString(
        directory.resolve("databases.yaml"),
        """
        environments:
          dev: {db_url: '%s'}
        %s
        backup: {directory: backups}
        """
            .formatted(server.url(source), others));
  }

  @Test
  void aBackupIsMadeAndItsHashesAndContentsAreVerifiedAfterwards() throws Exception {
    configure("");
    CommandRun backup =
        run("backup", directory.resolve("databases.yaml").toString(), "--report", "report");
    assertThat(backup.code()).as(backup.err() + backup.out()).isZero();
    assertThat(backup.err()).contains("[dev] dump", "[dev] passed after");
    assertThat(backup.out()).contains("PASSED", "dev");
    try (Stream<Path> files = Files.list(directory.resolve("report"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "report.json", "report.html", "junit.xml", "checks.csv", "tables.csv");
    }

    CommandRun hashes = run("verify-backups", "backups");
    assertThat(hashes.code()).as(hashes.err() + hashes.out()).isZero();

    CommandRun restored =
        run("verify-backups", "backups", "--restore", "--server", server.url("postgres"));
    assertThat(restored.code()).as(restored.err() + restored.out()).isZero();
    assertThat(restored.err()).contains("restore passed", "compare passed");
  }

  @Test
  void aFolderThatIsNotThereIsWrongInput() {
    CommandRun run = run("verify-backups", "nowhere");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere: found no folder, expected the folder of the backups");
  }

  @Test
  void aDryRunSaysWhatWouldBeDoneAndDoesNothing() throws Exception {
    configure("");
    CommandRun run = run("backup", directory.resolve("databases.yaml").toString(), "--dry-run");
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    assertThat(directory.resolve("backups")).doesNotExist();
  }

  @Test
  void whereAProgramOrTheServerIsMissingNothingCouldBeRun() throws Exception {
    Path config = directory.resolve("databases.yaml");
    Files.createDirectory(directory.resolve("docs"));
    Files.writeString(
        config,
        """
        environments:
          dev: {db_url: 'postgresql://postgres@127.0.0.1:1/x'}
        backup_folders:
          docs: {path: docs}
        """);
    CommandRun withoutTar =
        CommandRun.of(
            new EngineCalls(),
            directory,
            Map.of("PATH", "/nowhere"),
            "backup",
            config.toString(),
            "-e",
            "docs");
    assertThat(withoutTar.out()).as(withoutTar.err()).contains("tar");
    assertThat(withoutTar.code()).as(withoutTar.err() + withoutTar.out()).isEqualTo(3);

    CommandRun down = run("backup", config.toString(), "-e", "dev");
    assertThat(down.code()).as(down.err() + down.out()).isEqualTo(3);
  }
}
