package io.jenkins.plugins.orchestrator.engine.backup.retention;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import java.io.Serializable;

/**
 * What becomes of a backup, and why.
 *
 * @param backup which
 * @param kept whether it stays
 * @param reason in words, without the decision: {@code the last verified one}
 */
public record RetentionDecision(StoredBackup backup, boolean kept, String reason)
    implements Serializable {
  /** With the decision: {@code kept: the last verified one}. */
  @Override
  public String toString() {
    return (kept ? "kept: " : "deleted: ") + reason;
  }
}
