package io.jenkins.plugins.orchestrator.engine.validate.statistics;

/** How many trials a statement needs. */
public final class SampleNeeds {
  private SampleNeeds() {}

  /**
   * How many trials without a single failure show that at least this share succeeds: 2,995 for 99.9
   * %, 299 for 99 %, 59 for 95 % (each with 95 % on one side). As many latencies show that their
   * maximum is an upper bound of that quantile.
   *
   * <p>The least n with shareⁿ ≤ 1 − level: the exact lower bound of n successes in n trials
   * (Clopper and Pearson, 1934), and Wilks' bound (S. S. Wilks: Determination of sample sizes for
   * setting tolerance limits. Annals of Mathematical Statistics 12 (1941), 91–96).
   *
   * @param share between 0 and 1
   */
  public static long withoutFailure(double share, Confidence confidence) {
    between(share);
    return (long) Math.ceil(Math.log(confidence.tail()) / Math.log(share));
  }

  /**
   * How many trials each of two sides needs to tell both shares apart.
   *
   * <p>J. L. Fleiss, B. Levin, M. C. Paik: Statistical Methods for Rates and Proportions, 3rd
   * edition, Wiley 2003, formula 4.14 (without the correction for continuity).
   *
   * @param first between 0 and 1
   * @param second another one
   * @param confidence on one side, that a difference is not seen where there is none
   * @param power that an existing difference is seen
   * @throws IllegalArgumentException when both are the same, which no number can tell apart
   */
  public static long toTellApart(
      double first, double second, Confidence confidence, Confidence power) {
    between(first);
    between(second);
    if (first == second) {
      throw new IllegalArgumentException("no number of trials tells " + first + " from itself");
    }
    double middle = (first + second) / 2;
    double root =
        confidence.z() * Math.sqrt(2 * middle * (1 - middle))
            + power.z() * Math.sqrt(first * (1 - first) + second * (1 - second));
    double difference = second - first;
    return (long) Math.ceil(root * root / (difference * difference));
  }

  private static void between(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "a share of " + share + "; expected one between 0 and 1, such as 0.999");
    }
  }
}
