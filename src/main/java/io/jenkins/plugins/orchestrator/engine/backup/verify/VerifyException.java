package io.jenkins.plugins.orchestrator.engine.backup.verify;

/** A backup could not be looked at, for a reason that says nothing about it. */
public final class VerifyException extends Exception {
  private static final long serialVersionUID = 1L;

  VerifyException(String message) {
    super(message);
  }
}
