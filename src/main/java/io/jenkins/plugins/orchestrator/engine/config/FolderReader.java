package io.jenkins.plugins.orchestrator.engine.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads one of {@code backup_folders}, its section lying over the top of the file. */
final class FolderReader {
  private final String name;
  private final Section section;

  FolderReader(String name, Section section) {
    this.name = name;
    this.section = section;
  }

  BackupFolder read() {
    String path = section.text("path");
    BackupSettings backup = new BackupReader(section).ofFolder();
    if (!path.isEmpty() && contains(path, backup.directory())) {
      section.wrong(
          "path",
          "a folder that holds the directory of its own backups",
          "a folder beside backup.directory, or a directory outside of it",
          "each backup would hold all those before it");
    }
    return new BackupFolder(
        name, path, section.flag("optional"), section.optionalText("agent").orElse(null), backup);
  }

  private boolean contains(String folder, String directory) {
    try {
      return resolve(directory).startsWith(resolve(folder));
    } catch (InvalidPathException e) {
      return false; // said where it is used
    }
  }

  private Path resolve(String path) {
    @Nullable Path working = section.reading().options().workingDirectory();
    Path base = working == null ? Path.of("").toAbsolutePath() : working.toAbsolutePath();
    return base.resolve(path).normalize();
  }
}
