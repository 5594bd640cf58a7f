package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;

/**
 * Whether the second of two distributions lies higher than the first, whatever their form.
 *
 * <p>H. B. Mann, D. R. Whitney: On a test of whether one of two random variables is stochastically
 * larger than the other. Annals of Mathematical Statistics 18 (1947), 50–60; normal approximation
 * with corrections for ties and continuity as in M. Hollander, D. A. Wolfe, E. Chicken:
 * Nonparametric Statistical Methods, 3rd edition, Wiley 2014, section 4.1. Good from about 20
 * values on each side; gates ask for more.
 *
 * @param u of the second: in how many pairs its value is the higher one, ties counting half
 * @param z standardized; NaN when a side is empty
 * @param higher probability of such a u or a higher one when both are the same; 1 when a side is
 *     empty
 * @param superiority probability that a value of the second is higher than one of the first, ties
 *     counting half: the effect (A. Vargha, H. D. Delaney: A critique and improvement of the CL
 *     common language effect size statistics. Journal of Educational and Behavioral Statistics 25
 *     (2000), 101–132); 0.5 when both are the same, NaN when a side is empty
 */
public record MannWhitney(double u, double z, double higher, double superiority)
    implements Serializable {
  /**
   * Compares two.
   *
   * @throws IllegalArgumentException when their ranges overlap without being the same
   */
  public static MannWhitney of(LatencyDistribution first, LatencyDistribution second) {
    double m = first.count();
    double n = second.count();
    if (m == 0 || n == 0) {
      return new MannWhitney(0, Double.NaN, 1, Double.NaN);
    }
    Sums sums = new Sums();
    first.walk(second, (range, own, others) -> sums.add(own, others));
    double all = m + n;
    double variance = m * n / 12 * (all + 1 - sums.ties / (all * (all - 1)));
    double difference = sums.u - m * n / 2;
    // All values the same: nothing speaks for a difference.
    double z = variance <= 0 ? 0 : (difference - 0.5) / Math.sqrt(variance);
    double higher = variance <= 0 ? 1 : Confidence.upperTail(z);
    return new MannWhitney(sums.u, z, higher, sums.u / (m * n));
  }

  private static final class Sums {
    private double lowerOfFirst;
    private double u;
    private double ties;

    void add(long ofFirst, long ofSecond) {
      u += ofSecond * (lowerOfFirst + ofFirst / 2.0);
      lowerOfFirst += ofFirst;
      double tied = (double) ofFirst + ofSecond;
      ties += tied * tied * tied - tied;
    }
  }
}
