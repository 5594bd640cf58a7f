package io.jenkins.plugins.orchestrator.engine.validate.statistics;

import java.io.Serializable;

/**
 * Where a value lies with a given confidence, both ends included.
 *
 * @param lower may be negative infinity: nothing is known downwards
 * @param upper not less than lower; may be infinite: nothing is known upwards
 */
public record Interval(double lower, double upper) implements Serializable {
  /**
   * @throws IllegalArgumentException when an end is NaN or they are the wrong way round
   */
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException(
          "an interval from " + lower + " to " + upper + "; expected lower <= upper");
    }
  }

  /** Whether the value is one of those that it leaves possible. */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }
}
