package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.time.Instant;

/** The clocks of a rollout that is made on the calling thread. */
interface WaitingTime extends RolloutTime {
  /** Waits, or until the cancellation. */
  void sleep(Duration duration, Cancellation cancellation);

  /** The machine's. Nobody cancels. */
  static WaitingTime ofMachine() {
    RolloutTime time = RolloutTime.ofMachine();
    return new WaitingTime() {
      @Override
      public Instant now() {
        return time.now();
      }

      @Override
      public long nanoTime() {
        return time.nanoTime();
      }

      @Override
      public void sleep(Duration duration, Cancellation cancellation) {
        try {
          Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
    };
  }
}
