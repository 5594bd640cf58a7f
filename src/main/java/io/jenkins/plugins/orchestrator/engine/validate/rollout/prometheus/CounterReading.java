package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The counters of both sides at one moment.
 *
 * @param at the earliest moment for which the server answered, in seconds since 1970
 * @param counters of each that was asked for, what every series has counted
 */
public record CounterReading(double at, Map<Counter, Map<Series, Long>> counters)
    implements Serializable {
  /** How many series a query may give. */
  public static final int MOST_SERIES = 20_000;

  public CounterReading {
    Map<Counter, Map<Series, Long>> copy = new LinkedHashMap<>();
    counters.forEach((counter, series) -> copy.put(counter, Map.copyOf(series)));
    counters = Map.copyOf(copy);
  }

  /** Of a counter that was asked for. */
  Map<Series, Long> of(Counter counter) {
    return counters.getOrDefault(counter, Map.of());
  }
}
