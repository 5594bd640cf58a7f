package io.jenkins.plugins.orchestrator.engine.run;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives a signal when the time of what heeds it is over; closing it ends the count. */
public final class TimeLimit implements AutoCloseable {
  private final Cancellation cancellation;
  private final String reason;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "time-limit");
            thread.setDaemon(true);
            return thread;
          });

  private TimeLimit(Cancellation cancellation, String reason) {
    this.cancellation = cancellation;
    this.reason = reason;
  }

  /**
   * Starts to count.
   *
   * @param limit null for none
   * @param reason of the cancellation; nobody else gives it
   */
  public static TimeLimit start(
      @Nullable Duration limit, Cancellation cancellation, String reason) {
    TimeLimit running = new TimeLimit(cancellation, reason);
    if (limit != null) {
      var unused =
          running.clock.schedule(
              () -> cancellation.cancel(reason), limit.toMillis(), TimeUnit.MILLISECONDS);
    }
    return running;
  }

  /** Whether it was this that gave the signal. */
  public boolean hasPassed() {
    return reason.equals(cancellation.reason());
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
