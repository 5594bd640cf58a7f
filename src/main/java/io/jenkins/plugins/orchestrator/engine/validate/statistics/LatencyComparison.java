package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;

/**
 * How much slower the second of two distributions is: whether at all, by {@link MannWhitney}, and
 * by how much, by the median and the 95th percentile. The median alone does not see what happens to
 * few requests, the percentile alone moves by chance where there are few.
 *
 * @param test whether
 * @param medianIncrease of the second over the first, 0.2 for 20 % slower; NaN when a side is empty
 * @param p95Increase likewise
 */
public record LatencyComparison(MannWhitney test, double medianIncrease, double p95Increase)
    implements Serializable {
  /**
   * Compares two.
   *
   * @throws IllegalArgumentException when their ranges overlap without being the same
   */
  public static LatencyComparison of(LatencyDistribution first, LatencyDistribution second) {
    return new LatencyComparison(
        MannWhitney.of(first, second), increase(first, second, 0.5), increase(first, second, 0.95));
  }

  private static double increase(
      LatencyDistribution first, LatencyDistribution second, double quantile) {
    double one = first.quantile(quantile);
    double two = second.quantile(quantile);
    return one == two ? 0 : two / one - 1;
  }

  /** The greater of both increases; NaN when a side is empty. */
  public double increase() {
    return Math.max(medianIncrease, p95Increase);
  }

  /** Whether chance alone would seldom make the second so much higher. */
  public boolean isHigher(Confidence confidence) {
    return test.higher() <= confidence.tail();
  }
}
