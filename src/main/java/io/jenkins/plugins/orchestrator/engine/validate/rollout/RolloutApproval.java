package io.jenkins.plugins.orchestrator.engine.validate.rollout;

/** Whether somebody has agreed that a phase may end. The gate goes on watching meanwhile. */
public interface RolloutApproval {
  /**
   * Asks without waiting.
   *
   * @param phase from 0
   */
  boolean isGiven(int phase);

  /** Nobody has to be asked. */
  static RolloutApproval notNeeded() {
    return phase -> true;
  }
}
