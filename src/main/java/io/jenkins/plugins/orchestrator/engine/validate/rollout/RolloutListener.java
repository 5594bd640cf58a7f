package io.jenkins.plugins.orchestrator.engine.validate.rollout;

/** Hears a rollout's progress. Must be quick and must not throw; everything is free of secrets. */
public interface RolloutListener {
  /** A state begins; it is written down already. */
  default void entered(RolloutState state) {}

  /** A look was taken. */
  default void looked(Look look) {}

  /** One that hears nothing. */
  static RolloutListener silent() {
    return new RolloutListener() {};
  }
}
