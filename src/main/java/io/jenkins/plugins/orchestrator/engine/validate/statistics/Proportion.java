package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;
import java.util.function.DoublePredicate;

/**
 * How many of a number of independent trials had an event: requests that failed, probes that were
 * answered.
 *
 * @param events from 0 to trials
 * @param trials not negative
 */
public record Proportion(long events, long trials) implements Serializable {
  /** Halvings of [0, 1] after which neighbouring doubles are reached, except close to 0. */
  private static final int HALVINGS = 200;

  /**
   * @throws IllegalArgumentException when there are more events than trials, or fewer than none
   */
  public Proportion {
    if (events < 0 || events > trials) {
      throw new IllegalArgumentException(
          events + " events in " + trials + " trials; expected from 0 to as many as trials");
    }
  }

  /** Nothing tried yet. */
  public static Proportion none() {
    return new Proportion(0, 0);
  }

  /** Both together. */
  public Proportion plus(Proportion other) {
    return new Proportion(Math.addExact(events, other.events), Math.addExact(trials, other.trials));
  }

  /** From 0 to 1; NaN when nothing was tried. */
  public double fraction() {
    return (double) events / (double) trials;
  }

  /**
   * The score interval: close to its confidence on the average, also near 0 and 1. From 0 to 1 when
   * nothing was tried.
   *
   * <p>E. B. Wilson: Probable inference, the law of succession, and statistical inference. Journal
   * of the American Statistical Association 22 (1927), 209–212.
   */
  public Interval wilson(Confidence confidence) {
    if (trials == 0) {
      return new Interval(0, 1);
    }
    double n = trials;
    double square = confidence.z() * confidence.z();
    double p = fraction();
    double middle = p + square / (2 * n);
    double half = confidence.z() * Math.sqrt(p * (1 - p) / n + square / (4 * n * n));
    double scale = 1 + square / n;
    return new Interval(
        events == 0 ? 0 : Math.max(0, (middle - half) / scale),
        events == trials ? 1 : Math.min(1, (middle + half) / scale));
  }

  /**
   * The exact interval: never less sure than it says. From 0 to 1 when nothing was tried.
   *
   * <p>C. J. Clopper, E. S. Pearson: The use of confidence or fiducial limits illustrated in the
   * case of the binomial. Biometrika 26 (1934), 404–413.
   */
  public Interval exact(Confidence confidence) {
    double tail = confidence.tail();
    return new Interval(
        events == 0 ? 0 : first(p -> Binomial.atLeast(events, trials, p) > tail, false),
        events == trials ? 1 : first(p -> Binomial.atMost(events, trials, p) <= tail, true));
  }

  /** Where the condition, which holds from somewhere to 1, begins: the double before or at it. */
  private static double first(DoublePredicate condition, boolean at) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = low + (high - low) / 2;
      if (middle <= low || middle >= high) {
        break;
      }
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return at ? high : low;
  }
}
