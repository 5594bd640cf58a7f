package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;
import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.InverseErf;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * How sure a statement is, as the quantile of the standard normal distribution that belongs to it.
 *
 * @param z greater than 0 and finite; 1.96 for 95 % on two sides, 2.33 for 99 % on one side
 */
public record Confidence(double z) implements Serializable {
  private static final double SQRT_2 = Math.sqrt(2);

  /** The usual 95 % on two sides. */
  public static final Confidence USUAL = twoSided(0.95);

  /**
   * @throws IllegalArgumentException when z is not greater than 0 and finite
   */
  public Confidence {
    if (!(z > 0) || Double.isInfinite(z)) {
      throw new IllegalArgumentException("z is " + z + "; expected a number greater than 0");
    }
  }

  /**
   * That the value lies between both ends of an interval.
   *
   * @param level such as 0.95, between 0 and 1
   */
  public static Confidence twoSided(double level) {
    return new Confidence(SQRT_2 * InverseErf.value(level(level)));
  }

  /**
   * That the value lies on the right side of one bound.
   *
   * @param level such as 0.99, between 0.5 and 1
   */
  public static Confidence oneSided(double level) {
    return new Confidence(SQRT_2 * InverseErfc.value(2 * (1 - level(level))));
  }

  /** The probability that an interval of this confidence contains the value. */
  public double twoSidedLevel() {
    return Erf.value(z / SQRT_2);
  }

  /** The probability that one bound of this confidence holds. */
  public double oneSidedLevel() {
    return 1 - tail();
  }

  /** The probability of missing the value on one side. */
  public double tail() {
    return upperTail(z);
  }

  /** The probability that a standard normal variable is greater than this. */
  static double upperTail(double value) {
    return Erfc.value(value / SQRT_2) / 2;
  }

  private static double level(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "a confidence of " + level + "; expected one between 0 and 1, such as 0.95");
    }
    return level;
  }
}
