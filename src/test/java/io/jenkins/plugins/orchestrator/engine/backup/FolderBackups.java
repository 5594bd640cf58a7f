package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.folder.FolderList;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupSelection;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyBackupsPlan;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyOptions;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Backups of folders that say something else than what is in them, with the right hashes. */
final class FolderBackups {
  private FolderBackups() {}

  static void replaceList(Path place, StoredBackup backup, List<String> lines) throws Exception {
    byte[] list = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    Files.write(place.resolve(FolderList.NAME), list);
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(list));
    Manifest old = backup.manifest();
    List<BackupFile> files =
        old.files().stream()
            .map(
                each ->
                    each.path().equals(FolderList.NAME)
                        ? new BackupFile(each.path(), list.length, hash)
                        : each)
            .toList();
    Files.write(
        place.resolve(ManifestFile.NAME),
        ManifestFile.encode(
            new Manifest(
                old.form(),
                old.id(),
                old.environment(),
                old.purpose(),
                old.run(),
                old.startedAt(),
                old.duration(),
                old.tool(),
                old.archive(),
                null,
                null,
                old.folder(),
                files,
                old.previous(),
                old.restore())));
  }

  static LaneReport verify(Path directory, BackupStore store) throws Exception {
    VerifyBackupsPlan plan =
        VerifyBackupsPlan.of(
            store.directory().toString(),
            BackupSelection.all(),
            new VerifyOptions(true, null, 1, Duration.ofMinutes(5), null, null),
            null,
            1);
    return LocalOperation.run(plan, new BackupScenario(directory).context(plan)).lanes().get(0);
  }
}
