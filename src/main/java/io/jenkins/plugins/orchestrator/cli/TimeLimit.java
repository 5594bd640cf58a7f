package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Cancels a run when its time is over ({@code --timeout}). */
final class TimeLimit implements AutoCloseable {
  private final AtomicBoolean passed = new AtomicBoolean();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "time-limit");
            thread.setDaemon(true);
            return thread;
          });

  private TimeLimit() {}

  /**
   * Starts to count.
   *
   * @param limit null for none
   */
  static TimeLimit start(@Nullable Duration limit, Cancellation cancellation) {
    TimeLimit running = new TimeLimit();
    if (limit != null) {
      var unused =
          running.clock.schedule(
              () -> {
                running.passed.set(true);
                cancellation.cancel(
                    "the run took longer than --timeout allows ("
                        + limit.toMillis() / 1000.0
                        + " s)");
              },
              limit.toMillis(),
              TimeUnit.MILLISECONDS);
    }
    return running;
  }

  boolean hasPassed() {
    return passed.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
