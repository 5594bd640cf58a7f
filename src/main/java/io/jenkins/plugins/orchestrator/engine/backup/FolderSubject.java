package io.jenkins.plugins.orchestrator.engine.backup;

import io.jenkins.plugins.orchestrator.engine.backup.write.BackupDraft;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupException;
import io.jenkins.plugins.orchestrator.engine.backup.write.BackupWork;
import io.jenkins.plugins.orchestrator.engine.config.BackupFolder;
import io.jenkins.plugins.orchestrator.engine.config.BackupSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A folder of files. */
record FolderSubject(BackupFolder folder) implements BackupSubject {
  @Override
  public String name() {
    return folder.name();
  }

  @Override
  public String purpose() {
    return "";
  }

  @Override
  public BackupSettings settings() {
    return folder.backup();
  }

  @Override
  public String description() {
    return folder.path();
  }

  private Path path(BackupWork work) {
    return work.context().workingDirectory().resolve(folder.path());
  }

  @Override
  public Optional<String> absent(BackupWork work) throws BackupException {
    Path path = path(work);
    if (Files.isDirectory(path)) {
      return Optional.empty();
    }
    if (folder.optional() && Files.notExists(path)) {
      return Optional.of("there is no folder " + folder.path() + ", which is optional");
    }
    throw new BackupException(
        path
            + ": found "
            + (Files.exists(path) ? "something else" : "nothing")
            + "; expected a folder. Correct its path, or write optional: true.");
  }

  @Override
  public List<String> write(BackupWork work, BackupDraft draft) throws BackupException {
    return draft.archive(path(work), folder.path());
  }

  @Override
  public @Nullable DatabaseTarget verifyServer() {
    return null;
  }

  @Override
  public void giveUp(BackupWork work) {
    // Its programs have ended, and there is nothing else.
  }
}
