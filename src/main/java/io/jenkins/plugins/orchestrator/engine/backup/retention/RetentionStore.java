package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import java.io.IOException;

/** What retention needs of the place where backups lie. */
public interface RetentionStore {
  /**
   * Whether a rollback points to it: a file {@code pinned} in its directory.
   *
   * @throws IOException when that cannot be told; then it is kept
   */
  boolean isPinned(BackupId id) throws IOException;

  /**
   * Deletes a backup, in such a way that what is left of it when this is cut short is taken for no
   * backup. One that is gone already is no error.
   *
   * @throws IOException when something of it is still there
   */
  void delete(BackupId id) throws IOException;
}
