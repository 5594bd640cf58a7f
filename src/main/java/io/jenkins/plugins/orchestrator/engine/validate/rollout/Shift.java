package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the body is asked to move traffic.
 *
 * @param weight percent that the new version shall get; 0 to take it back
 * @param phase from 1; 0 to take it back
 * @param colour which environment shall get it; null when they have none
 */
public record Shift(int weight, int phase, @Nullable String colour) implements Serializable {
  /** The body's environment variables. */
  public Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("ROLLOUT_WEIGHT", String.valueOf(weight));
    variables.put("ROLLOUT_PHASE", String.valueOf(phase));
    if (colour != null) {
      variables.put("ROLLOUT_COLOUR", colour);
    }
    return variables;
  }

  @Override
  public String toString() {
    return weight + " %" + (colour == null ? "" : " to " + colour);
  }
}
