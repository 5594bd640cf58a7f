package io.jenkins.plugins.orchestrator.engine.run;

import java.time.Duration;

/**
 * A moment on the monotonic clock by which something must have ended.
 *
 * @param nanoTime comparable with {@link System#nanoTime()}
 */
public record Deadline(long nanoTime) {
  /** The moment that lies so far ahead of now. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** How long until then; zero when it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  public boolean hasPassed() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The earlier of two. */
  public Deadline orEarlier(Deadline other) {
    return nanoTime - other.nanoTime <= 0 ? this : other;
  }
}
