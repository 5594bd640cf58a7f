package io.jenkins.plugins.orchestrator.engine.backup.store;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that begins a backup and never ends it. */
final class BackupWriter {
  private BackupWriter() {}

  public static void main(String[] arguments) throws Exception {
    PartialBackup partial =
        new BackupStore(Path.of(arguments[0])).begin(new BackupId(arguments[1]));
    Files.writeString(partial.directory().resolve("toc.dat"), "half");
    System.out.write('w');
    System.out.flush();
    Thread.sleep(60_000);
    partial.close();
  }
}
