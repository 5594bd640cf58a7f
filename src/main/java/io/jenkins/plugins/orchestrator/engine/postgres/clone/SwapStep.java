package io.jenkins.plugins.orchestrator.engine.postgres.clone;

/** The steps of a swap, in order: where a test may end the process. */
enum SwapStep {
  /** Nothing is written down yet. */
  LOOKED,
  /** The journal names the swap. */
  WRITTEN_DOWN,
  /** The new one has what the old one has; nothing is committed. */
  DRESSED,
  /** The old one has its new name and is locked; nothing is committed. */
  OLD_RENAMED,
  /** Both have their new names; nothing is committed. */
  BOTH_RENAMED,
  /** The transaction is committed. */
  COMMITTED,
  /** The journal names nothing any more. */
  SETTLED;

  /** Hears of the steps, on the thread that swaps. */
  interface Listener {
    /** A step is done. */
    void reached(SwapStep step);
  }
}
