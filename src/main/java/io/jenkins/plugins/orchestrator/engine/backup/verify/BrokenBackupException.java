package io.jenkins.plugins.orchestrator.engine.backup.verify;

/** A backup does not restore, for a reason that lies in it. */
public final class BrokenBackupException extends Exception {
  private static final long serialVersionUID = 1L;

  BrokenBackupException(String message) {
    super(message);
  }
}
