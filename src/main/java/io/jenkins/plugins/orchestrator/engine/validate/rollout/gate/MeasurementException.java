package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

/** It could not be measured; the message says why and what to do. */
public final class MeasurementException extends Exception {
  private static final long serialVersionUID = 1L;

  public MeasurementException(String message) {
    super(message);
  }
}
