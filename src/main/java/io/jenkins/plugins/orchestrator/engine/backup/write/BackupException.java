package io.jenkins.plugins.orchestrator.engine.backup.write;

/**
 * A backup could not be made. The message says where, what was found, what was expected, and what
 * to do; it holds no secret.
 */
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1L;

  public BackupException(String message) {
    super(message);
  }

  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
