package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;
import java.util.function.LongPredicate;

/**
 * Between which of n sorted values a quantile lies, whatever their distribution.
 *
 * <p>The number of values up to the quantile is binomial, so the ranks are quantiles of the
 * binomial distribution: H. A. David, H. N. Nagaraja: Order Statistics, 3rd edition, Wiley 2003,
 * section 7.1.
 *
 * @param lower rank from 1 of the greatest value that is a lower bound; 0 when none is
 * @param upper rank of the least value that is an upper bound; n + 1 when none is
 */
public record QuantileRanks(long lower, long upper) implements Serializable {
  /**
   * The ranks for a quantile of n values.
   *
   * @param n not negative
   * @param quantile between 0 and 1, such as 0.95
   */
  public static QuantileRanks of(long n, double quantile, Confidence confidence) {
    if (n < 0 || !(quantile > 0 && quantile < 1)) {
      throw new IllegalArgumentException(
          "quantile " + quantile + " of " + n + " values; expected one between 0 and 1");
    }
    double tail = confidence.tail();
    return new QuantileRanks(
        firstThatHolds(1, n, rank -> Binomial.atMost(rank - 1, n, quantile) > tail) - 1,
        firstThatHolds(1, n, rank -> Binomial.atLeast(rank, n, quantile) <= tail));
  }

  /** The first for which it holds, from which on it does; one more than the last when none. */
  private static long firstThatHolds(long first, long last, LongPredicate condition) {
    long low = first;
    long high = last + 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
