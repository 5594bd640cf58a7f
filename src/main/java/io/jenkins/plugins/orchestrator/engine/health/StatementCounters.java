package io.jenkins.plugins.orchestrator.engine.health;

import java.util.OptionalDouble;

/**
 * What {@code pg_stat_statements} has counted of a statement so far.
 *
 * @param calls how often it has run
 * @param mean execution time, milliseconds
 * @param deviation of the whole population of its calls, milliseconds
 * @param most the longest, milliseconds
 */
public record StatementCounters(long calls, double mean, double deviation, double most) {
  /**
   * Cantelli's inequality, P(X - m >= k sd) <= 1 / (1 + k^2): at most 5 % lie above m + sqrt(19)
   * sd, and for the other tail at least 5 % above m - sqrt(1/19) sd, whatever the distribution.
   */
  private static final double ABOVE = Math.sqrt(19);

  private static final double BELOW = 1 / Math.sqrt(19);

  /** Of a statement that was not there. */
  static final StatementCounters NONE = new StatementCounters(0, 0, 0, 0);

  /**
   * What is known of the 95th percentile of some calls.
   *
   * @param calls how many
   * @param mean milliseconds
   * @param least it is not below this, milliseconds
   * @param most it is not above this, milliseconds
   */
  record Bounds(long calls, double mean, double least, double most) {}

  /** The sum of the squares of all calls. */
  private double squares() {
    return calls * (deviation * deviation + mean * mean);
  }

  /**
   * Bounds for the calls since an earlier moment: their mean m is the difference of the totals over
   * that of the calls, their variance the difference of the sums of squares over that of the calls
   * minus m squared. Cumulative values alone would show old slow calls as new ones.
   *
   * @return empty when there were none, or the counters were reset in between
   */
  java.util.Optional<Bounds> since(StatementCounters before) {
    long fresh = calls - before.calls;
    double total = calls * mean - before.calls * before.mean;
    if (fresh <= 0 || total < 0) {
      return java.util.Optional.empty();
    }
    double windowMean = total / fresh;
    OptionalDouble variance = variance(before, fresh, windowMean);
    if (variance.isEmpty()) {
      return java.util.Optional.empty();
    }
    double sd = Math.sqrt(variance.getAsDouble());
    return java.util.Optional.of(
        new Bounds(
            fresh,
            windowMean,
            Math.max(0, windowMean - BELOW * sd),
            // No call at all took longer than the longest.
            Math.max(windowMean, Math.min(windowMean + ABOVE * sd, most))));
  }

  private OptionalDouble variance(StatementCounters before, long fresh, double windowMean) {
    double variance = (squares() - before.squares()) / fresh - windowMean * windowMean;
    // The difference of two large sums of squares: what rounding alone makes of 0 is 0.
    double rounding = 1e-9 * squares() / fresh;
    if (variance < -rounding) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(Math.max(0, variance));
  }
}
