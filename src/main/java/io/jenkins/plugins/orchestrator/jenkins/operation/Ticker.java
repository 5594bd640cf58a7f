package io.jenkins.plugins.orchestrator.jenkins.operation;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.jspecify.annotations.Nullable;

/** Does something every second, until it is stopped. Safe for use by several threads. */
final class Ticker {
  private static final Logger LOGGER = Logger.getLogger(Ticker.class.getName());
  private static final long SECONDS = 1;

  private final String what;
  private @Nullable ScheduledFuture<?> ticks;

  /**
   * @param what it looks at, for the log of Jenkins
   */
  Ticker(String what) {
    this.what = what;
  }

  /** Does this from now on, instead of what it did until now. */
  synchronized void every(Runnable tick) {
    stop();
    ticks =
        Timer.get().scheduleWithFixedDelay(() -> quietly(tick), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  synchronized void stop() {
    if (ticks != null) {
      ticks.cancel(false);
    }
  }

  /** A timer drops what once threw, and with it the timeout. */
  private void quietly(Runnable tick) {
    try {
      tick.run();
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, e, () -> "a look at " + what);
    }
  }
}
