package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;

/**
 * Two endpoints that are compared by requests of our own.
 *
 * @param baseline of what has proven itself
 * @param canary of what is judged
 * @param rate requests per second to each, from 1 to {@value #MOST_RATE}
 * @param timeout of one request, with its body
 */
public record ProbedPair(URI baseline, URI canary, int rate, Duration timeout)
    implements Serializable {
  /** With the longest timeout 200 requests to each are under way at most. */
  public static final int MOST_RATE = 20;

  /** The longest timeout. */
  public static final Duration LONGEST = Duration.ofSeconds(10);

  /**
   * @throws IllegalArgumentException when rate or timeout are out of their range
   */
  public ProbedPair {
    if (rate < 1 || rate > MOST_RATE) {
      throw new IllegalArgumentException(
          "a rate of " + rate + "; expected from 1 to " + MOST_RATE + " requests per second");
    }
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a timeout of " + timeout + "; expected more than zero, at most " + LONGEST);
    }
  }

  /** How many requests each gets in such a time. */
  public long requests(Duration lasting) {
    return Math.max(1, lasting.toMillis() * rate / 1000);
  }
}
