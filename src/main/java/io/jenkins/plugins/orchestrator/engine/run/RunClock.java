package io.jenkins.plugins.orchestrator.engine.run;

import java.time.Duration;
import java.time.Instant;

/**
 * The monotonic clock of a run: all its reports count from one start.
 *
 * @param startedAt the wall clock at the start
 * @param startNanos {@link System#nanoTime()} then
 */
public record RunClock(Instant startedAt, long startNanos) {
  /** One that starts now. */
  public static RunClock start() {
    return new RunClock(Instant.now(), System.nanoTime());
  }

  /** How long the run has taken so far. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
