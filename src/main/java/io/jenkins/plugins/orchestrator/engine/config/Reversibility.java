package io.jenkins.plugins.orchestrator.engine.config;

/** How far a test goes to prove that migrations can be taken back. */
public enum Reversibility {
  /** Apply only. */
  NONE,
  /** Apply, then take back. */
  DOWN,
  /** Apply, take back, apply again. */
  UP_DOWN_UP
}
