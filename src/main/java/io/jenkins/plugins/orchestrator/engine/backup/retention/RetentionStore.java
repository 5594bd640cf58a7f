package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.BackupId;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
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
   * A backup as it is now: somebody may have looked at it since it was listed.
   *
   * @throws IOException when it is gone, or no backup any more
   */
  StoredBackup read(StoredBackup backup) throws IOException;

  /**
   * Deletes a backup, in such a way that what is left of it when this is cut short is taken for no
   * backup. One that is gone already is no error.
   *
   * @throws IOException when something of it is still there
   */
  void delete(BackupId id) throws IOException;
}
