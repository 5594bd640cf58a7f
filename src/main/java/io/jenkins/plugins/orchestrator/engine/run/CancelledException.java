package io.jenkins.plugins.orchestrator.engine.run;

/** Work was stopped by its {@link Cancellation}; the message is the reason. */
public final class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CancelledException(String reason) {
    super(reason);
  }
}
