package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

/** Whose request it was. */
public enum Side {
  /** What has proven itself. */
  BASELINE,
  /** What is judged. */
  CANARY
}
