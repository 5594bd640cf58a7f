package io.jenkins.plugins.orchestrator.engine.postgres.client;

/** PostgreSQL's client programs are missing, too old, or could not be started. */
public final class ClientToolsException extends Exception {
  private static final long serialVersionUID = 1L;

  public ClientToolsException(String message) {
    super(message);
  }

  public ClientToolsException(String message, Throwable cause) {
    super(message, cause);
  }
}
