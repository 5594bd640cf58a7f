package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The binomial distribution by the regularized incomplete beta function (NIST Digital Library of
 * Mathematical Functions, 8.17.5), exact to the precision of a double for any number of trials.
 */
final class Binomial {
  private Binomial() {}

  /** P(X ≤ k) of n trials. */
  static double atMost(long k, long n, double probability) {
    if (k < 0) {
      return 0;
    }
    return k >= n ? 1 : RegularizedBeta.complement(probability, k + 1.0, (double) (n - k));
  }

  /** P(X ≥ k) of n trials, without the cancellation of 1 − P(X ≤ k − 1). */
  static double atLeast(long k, long n, double probability) {
    if (k <= 0) {
      return 1;
    }
    return k > n ? 0 : RegularizedBeta.value(probability, (double) k, n - k + 1.0);
  }
}
