package io.jenkins.plugins.orchestrator.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderEntry;
import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderList;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupState;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.AgeIdentity;
import io.jenkins.plugins.orchestrator.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of folders: restored beside everything else and compared file by file. */
class FolderBackupTest {
  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void folder() throws Exception {
    data = Files.createDirectories(directory.resolve("data"));
    Files.writeString(data.resolve("postgresql.conf"), "port = 5432\n");
    Files.write(data.resolve("empty"), new byte[0]);
    Files.write(data.resolve("block"), new byte[1024]);
    Files.write(data.resolve("large"), new byte[3_000_001]);
    Files.createDirectories(data.resolve("a b/" + "long".repeat(60) + "/" + "deep".repeat(60)));
    Files.writeString(
        data.resolve("a b/" + "long".repeat(60) + "/" + "deep".repeat(60) + "/\u00fc \"'\n;.txt"),
        "odd");
    Files.writeString(data.resolve("a b.txt"), "sorts beside the directory");
    Files.createSymbolicLink(data.resolve("link"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(data.resolve("dangling"), Path.of("x".repeat(150)));
    Files.createLink(data.resolve("other-name"), data.resolve("postgresql.conf"));
    Files.setPosixFilePermissions(
        data.resolve("block"), PosixFilePermissions.fromString("r--r-----"));
    Files.setLastModifiedTime(
        data.resolve("empty"), FileTime.from(Instant.parse("1969-12-31T23:00:00Z")));
    new ProcessBuilder("sh", "-c", "printf raw > \"$(printf 'l\\344tin')\"")
        .directory(data.toFile())
        .start()
        .waitFor();
    Files.setPosixFilePermissions(
        Files.createDirectory(data.resolve("closed")),
        PosixFilePermissions.fromString("r-xr-x---"));
  }

  private BackupScenario scenario() {
    return new BackupScenario(directory);
  }

  private static String yaml(String backup) {
    return "environments:\n  none: {db_url: '"
        + TestServer.of(17).url("no_such_one")
        + "', optional: true}\nbackup_folders:\n  config: {path: data}\nbackup: {"
        + backup
        + "}\n";
  }

  private LaneReport run(String backup) throws Exception {
    return BackupScenario.lane(scenario().run(yaml(backup)), "config");
  }

  private List<FolderEntry> listed() throws IOException {
    List<FolderEntry> entries = new ArrayList<>();
    Path place = scenario().store().directoryOf(scenario().only().manifest().id());
    try (FolderList list = FolderList.open(place.resolve(FolderList.NAME))) {
      for (FolderEntry each = list.next(); each != null; each = list.next()) {
        entries.add(each);
      }
    }
    return entries;
  }

  @Test
  void isVerifiedWhenEveryRestoredFileIsWhatTheArchiveGot() throws Exception {
    LaneReport lane = run("");
    assertThat(lane.failure()).isNull();
    assertThat(lane.status()).isEqualTo(Status.PASSED);
    StoredBackup backup = scenario().only();
    assertThat(backup.state()).isEqualTo(BackupState.VERIFIED);
    assertThat(backup.lastVerified().orElseThrow().restoreTime()).isPositive();
    assertThat(BackupScenario.tasks(lane))
        .contains("restore PASSED", "compare PASSED", "cleanup PASSED");
    assertThat(lane.findings().stream().map(Finding::code)).doesNotContain("files-changed");
    scenario().assertOnlyBackupsLeft(1);
    List<FolderEntry> entries = listed();
    assertThat(entries).hasSize(15);
    assertThat(entries.stream().map(FolderEntry::path))
        .startsWith(".", "a b")
        .anyMatch(path -> path.endsWith("/\u00fc \"'\n;.txt"))
        .contains("l\\xe4tin");
    assertThat(entries)
        .contains(
            new FolderEntry(
                "empty",
                FolderEntry.Kind.FILE,
                "0644",
                0,
                -3600,
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                null));
    assertThat(entries.stream().filter(each -> each.kind() == FolderEntry.Kind.HARDLINK))
        .singleElement()
        .satisfies(each -> assertThat(each.target()).isEqualTo("other-name"));
  }

  @Test
  void anotherListNamesEveryFileThatIsOtherwise() throws Exception {
    assertThat(run("verify: {restore: false}").failure()).isNull();
    StoredBackup made = scenario().only();
    Path place = scenario().store().directoryOf(made.manifest().id());
    List<String> lines = new ArrayList<>(Files.readAllLines(place.resolve(FolderList.NAME)));
    lines.removeIf(line -> line.contains("\"block\""));
    lines.replaceAll(
        line ->
            line.contains("\"large\"")
                ? line.replaceAll("\"sha256\":\"....", "\"sha256\":\"0000")
                : line.contains("\"a b.txt\"") ? line.replace("0644", "0600") : line);
    lines.add(lines.get(lines.size() - 1).replaceAll("\"path\":\"[^\"]*\"", "\"path\":\"zz\""));
    FolderBackups.replaceList(place, made, lines);
    LaneReport lane = FolderBackups.verify(directory, scenario().store());
    assertThat(lane.status()).isEqualTo(Status.FAILED);
    assertThat(scenario().only().state()).isEqualTo(BackupState.RESTORED);
    assertThat(scenario().only().verifications().get(0).differences())
        .containsExactlyInAnyOrder(
            "a b.txt: mode 0644; expected 0600",
            "block: not in the original",
            "large: as many bytes as expected (3000001), but others",
            "zz: missing");
    scenario().assertOnlyBackupsLeft(1);
  }

  @Test
  void aFileThatChangesWhileItIsArchivedIsToldAndTheArchiveIsWhatCounts() throws Exception {
    Path log = data.resolve("growing.log");
    Files.write(log, new byte[64 * 1024 * 1024]);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 2000 && !Thread.interrupted(); i++) {
                  Files.write(log, new byte[1000], java.nio.file.StandardOpenOption.APPEND);
                  Thread.sleep(2);
                }
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    writer.start();
    LaneReport lane = run("");
    writer.interrupt();
    writer.join();
    assertThat(lane.failure()).isNull();
    assertThat(scenario().only().state()).isEqualTo(BackupState.VERIFIED);
    assertThat(lane.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.code()).isEqualTo("files-changed");
              assertThat(finding.message()).contains("growing.log");
            });
  }

  @Test
  void encryptedByAgeItsNamesAreHiddenAndItIsProvenAllTheSame() throws Exception {
    String recipient = AgeIdentity.make(directory.resolve("identity"));
    LaneReport lane =
        run("encryption: {program: age, recipients: [" + recipient + "], identity: identity}");
    assertThat(lane.failure()).isNull();
    StoredBackup backup = scenario().only();
    assertThat(backup.state()).isEqualTo(BackupState.VERIFIED);
    try (var files = Files.walk(scenario().store().directory())) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .doesNotContain("postgresql.conf"));
    }
    scenario().assertOnlyBackupsLeft(1);
  }
}
