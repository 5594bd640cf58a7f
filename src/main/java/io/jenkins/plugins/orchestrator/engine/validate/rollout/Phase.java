package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a rollout: traffic is moved, then both sides are watched.
 *
 * @param weight percent of the traffic that the new version gets, 0 to 100
 * @param moves whether the body is called; false for looking at what gets no traffic yet
 * @param colour which of two environments gets it; null when they have none
 */
public record Phase(int weight, boolean moves, @Nullable String colour) implements Serializable {
  /**
   * @throws IllegalArgumentException when the weight is no percentage
   */
  public Phase {
    if (weight < 0 || weight > 100) {
      throw new IllegalArgumentException("a weight of " + weight + "; expected from 0 to 100");
    }
  }

  /**
   * A canary's phases.
   *
   * @param weights rising, from 1 to 100, such as 5, 25, 50, 100
   * @throws IllegalArgumentException when they are not
   */
  public static List<Phase> canary(List<Integer> weights) {
    List<Phase> phases = new ArrayList<>();
    int before = 0;
    for (int weight : weights) {
      if (weight <= before || weight > 100) {
        throw new IllegalArgumentException(
            "phases " + weights + "; expected rising percentages from 1 to 100");
      }
      phases.add(new Phase(weight, true, null));
      before = weight;
    }
    return List.copyOf(phases);
  }

  /**
   * Two: the idle environment is tested before it gets any traffic, then it gets all.
   *
   * @param idle its colour, the other one's is in {@link RolloutSettings#back}
   */
  public static List<Phase> blueGreen(String idle) {
    return List.of(new Phase(0, false, idle), new Phase(100, true, idle));
  }
}
