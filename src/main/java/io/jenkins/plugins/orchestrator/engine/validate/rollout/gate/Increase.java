package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;
import java.util.Locale;

/**
 * How much higher an error rate may be. "2 %" alone would be ambiguous: from 1 % that is 3 % in
 * points, and 1.02 % in percent.
 *
 * @param value not negative
 * @param unit of the value
 */
public record Increase(double value, Unit unit) implements Serializable {
  /** In what. */
  public enum Unit {
    /** Percentage points, added. */
    POINTS,
    /** Percent of the baseline's rate. */
    PERCENT
  }

  /**
   * @throws IllegalArgumentException when the value is negative or no number
   */
  public Increase {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(
          "an increase of " + value + "; expected a number that is not negative");
    }
  }

  public static Increase points(double value) {
    return new Increase(value, Unit.POINTS);
  }

  public static Increase percent(double value) {
    return new Increase(value, Unit.PERCENT);
  }

  /** The greatest allowed difference, as a fraction, above such a rate of the baseline. */
  double above(double rate) {
    return unit == Unit.POINTS ? value / 100 : rate * value / 100;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, unit == Unit.POINTS ? "+%s points" : "+%s %% of the baseline's", value);
  }
}
