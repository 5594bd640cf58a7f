package io.jenkins.plugins.orchestrator.engine.validate.rollout;

/** Traffic could not be moved; the message says why. */
public final class RolloutBodyException extends Exception {
  private static final long serialVersionUID = 1L;

  public RolloutBodyException(String message) {
    super(message);
  }
}
