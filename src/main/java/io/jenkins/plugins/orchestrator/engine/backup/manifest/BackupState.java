package io.jenkins.plugins.orchestrator.engine.backup.manifest;

/** How far a backup was proven; only a verified one may be deployed on or rolled back to. */
public enum BackupState {
  /** Its files were written, or half of them; there is no manifest. */
  WRITTEN,
  /** There is a manifest with the hash of every file. */
  HASHED,
  /**
   * A restore went through to its end, but not all of what came out was compared, or it is
   * different.
   */
  RESTORED,
  /** It was restored and what came out is what was in the source. */
  VERIFIED,
  /** A later look found a file changed, cut or missing, or a restore that failed. */
  BROKEN
}
