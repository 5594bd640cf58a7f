package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The clocks of a rollout. Nothing is decided by the wall clock, which may jump. */
public interface RolloutTime {
  /** For people only. */
  Instant now();

  /** As {@link System#nanoTime()}. */
  long nanoTime();

  /** Waits, or until the cancellation. */
  void sleep(Duration duration, Cancellation cancellation);

  /** The machine's. An interrupt cancels. */
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

      @Override
      public void sleep(Duration duration, Cancellation cancellation) {
        CountDownLatch cancelled = new CountDownLatch(1);
        try (Cancellation.Registration registration = cancellation.onCancel(cancelled::countDown)) {
          boolean ended = cancelled.await(duration.toNanos(), TimeUnit.NANOSECONDS);
          assert !ended || cancellation.isCancelled() : registration;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          cancellation.cancel("interrupted");
        }
      }
    };
  }
}
