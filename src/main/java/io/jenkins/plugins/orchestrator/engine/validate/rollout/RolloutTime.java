package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.time.Instant;

/** The clocks of a rollout. Nothing is decided by the wall clock, which may jump. */
public interface RolloutTime {
  /** For people only. */
  Instant now();

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  /** The machine's. */
  static RolloutTime ofMachine() {
    return new RolloutTime() {
      @Override
      public Instant now() {
        return Instant.now();
      }

      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }
}
