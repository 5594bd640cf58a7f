package io.jenkins.plugins.orchestrator.engine.backup.restore;

/** A backup could not be restored. Says why and what to do; holds no secret. */
final class RestoreException extends Exception {
  private static final long serialVersionUID = 1L;

  RestoreException(String message) {
    super(message);
  }
}
