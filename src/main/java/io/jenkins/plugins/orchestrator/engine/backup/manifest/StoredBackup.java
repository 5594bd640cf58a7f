package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A backup that lies in a store, as far as its own files tell.
 *
 * @param manifest what it is
 * @param sha256 of the manifest's file
 * @param verifications that name this manifest, the oldest first
 */
public record StoredBackup(Manifest manifest, String sha256, List<Verification> verifications)
    implements Serializable {
  public StoredBackup {
    verifications = List.copyOf(verifications);
  }

  /**
   * What the last look that tells something showed; {@link BackupState#HASHED} when nobody looked.
   * Hashes that are still right take nothing back of an earlier restore.
   */
  public BackupState state() {
    BackupState state = BackupState.HASHED;
    for (Verification verification : verifications) {
      state = verification.state() == BackupState.HASHED ? healthy(state) : verification.state();
    }
    return state;
  }

  private static BackupState healthy(BackupState before) {
    return before == BackupState.BROKEN ? BackupState.HASHED : before;
  }

  /** The last one that restored and compared it successfully. */
  public Optional<Verification> lastVerified() {
    return verifications.stream()
        .filter(each -> each.state() == BackupState.VERIFIED)
        .reduce((first, second) -> second);
  }
}
