package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

/** What a gate says. In this order the worse one of two stands for both. */
public enum GateResult {
  /** Enough was measured, and the limits hold. */
  PASS,
  /** Too little was measured, or it can still be chance. Never passes. */
  INCONCLUSIVE,
  /** It could not be measured. */
  ERROR,
  /** A limit is broken, and chance does not explain it. */
  FAIL
}
