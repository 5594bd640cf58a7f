package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;

/**
 * How much more often an event is with the second than with the first.
 *
 * @param first the one to compare with
 * @param second the one that is judged
 */
public record ProportionDifference(Proportion first, Proportion second) implements Serializable {
  /** Second minus first, from −1 to 1; NaN when one of both was not tried. */
  public double estimate() {
    return second.fraction() - first.fraction();
  }

  /**
   * Newcombe's hybrid of two Wilson intervals. From −1 to 1 when nothing was tried.
   *
   * <p>R. G. Newcombe: Interval estimation for the difference between independent proportions:
   * comparison of eleven methods. Statistics in Medicine 17 (1998), 873–890, method 10.
   */
  public Interval newcombe(Confidence confidence) {
    if (first.trials() == 0 || second.trials() == 0) {
      return new Interval(-1, 1);
    }
    double one = first.fraction();
    double two = second.fraction();
    Interval ofOne = first.wilson(confidence);
    Interval ofTwo = second.wilson(confidence);
    double estimate = two - one;
    return new Interval(
        estimate - Math.hypot(two - ofTwo.lower(), ofOne.upper() - one),
        estimate + Math.hypot(ofTwo.upper() - two, one - ofOne.lower()));
  }
}
