package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.ManifestFile;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings.Upload;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sends the files of a backup elsewhere by the user's own commands: the manifest last, so that what
 * arrived in part is no backup there either; then asks the user's own command whether each arrived.
 */
final class Uploading {
  private final BackupWork work;
  private final Upload upload;

  Uploading(BackupWork work, Upload upload) {
    this.work = work;
    this.upload = upload;
  }

  /**
   * Sends all of it.
   *
   * @param directory of the backup
   * @throws BackupException when a command failed; names the file
   */
  void run(Path directory, StoredBackup backup) throws BackupException, IOException {
    List<BackupFile> files = new ArrayList<>(backup.manifest().files());
    files.add(
        new BackupFile(
            ManifestFile.NAME, Files.size(directory.resolve(ManifestFile.NAME)), backup.sha256()));
    for (BackupFile file : files) {
      run("upload", upload.command(), directory, file);
    }
    String verify = upload.verify();
    if (verify != null) {
      for (BackupFile file : files) {
        run("upload.verify", verify, directory, file);
      }
    }
  }

  private void run(String key, String template, Path directory, BackupFile file)
      throws BackupException, IOException {
    work.cancellation().check();
    UserCommands.Ended ended =
        work.context()
            .commands()
            .run(
                new UserCommands.Command(
                    command(template, directory, file), Map.of(), upload.timeout()),
                work.journal().children(),
                work.cancellation());
    work.cancellation().check();
    Integer code = ended.exitCode();
    if (code == null || code != 0) {
      throw new BackupException(
          "backup."
              + key
              + " of "
              + file.path()
              + (code != null
                  ? ": exit code " + code + "; expected 0"
                  : ended.status() == Status.TIMED_OUT
                      ? ": did not end within " + upload.timeout() + " and was ended"
                      : ": was ended")
              + ". The backup lies in "
              + directory
              + " all the same. It said: "
              + work.redact(ended.outputEnd().strip()));
    }
  }

  static String command(String template, Path directory, BackupFile file) throws BackupException {
    return ShellTemplate.fill(
        template,
        Map.of(
            "{file}", directory.resolve(file.path()).toAbsolutePath().toString(),
            "{name}", directory.getFileName() + "/" + file.path(),
            "{sha256}", file.sha256()));
  }
}
