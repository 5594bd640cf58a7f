package io.jenkins.plugins.orchestrator.engine.postgres.clone;

/**
 * A throw-away database could not be made or dropped. The message says where, what was found, what
 * was expected, and what to do; it holds no secret.
 */
public final class SnapshotException extends Exception {
  private static final long serialVersionUID = 1L;

  public SnapshotException(String message) {
    super(message);
  }

  public SnapshotException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * One in the usual form.
   *
   * @param place such as {@code host:5432/shop}
   * @param found what is there
   * @param expected what is needed
   * @param advice what to do, a sentence
   */
  static SnapshotException of(String place, String found, String expected, String advice) {
    return new SnapshotException(
        place + ": found " + found + "; expected " + expected + ". " + advice);
  }
}
