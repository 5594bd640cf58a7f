package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import java.io.Serializable;
import java.net.URI;
import java.util.Map;

/**
 * What a Prometheus server is asked. Every query gives counters as they are, one series per process
 * at least: their growth from look to look is what counts, exactly and without gaps, and a counter
 * that falls was reset. Of {@code rate()} and {@code increase()} neither can be said, and of a sum
 * over several processes a reset cannot be seen.
 *
 * @param url of the server, without {@code /api/v1}
 * @param texts in PromQL; all counters, or all but the two of latencies
 */
public record GateQueries(URI url, Map<Counter, String> texts) implements Serializable {
  /**
   * @throws IllegalArgumentException when a query is missing
   */
  public GateQueries {
    texts = Map.copyOf(texts);
    for (Counter counter : Counter.values()) {
      boolean needed = !counter.isBuckets();
      boolean paired =
          texts.containsKey(Counter.BASELINE_LATENCY) == texts.containsKey(Counter.CANARY_LATENCY);
      if (needed ? !texts.containsKey(counter) : !paired) {
        throw new IllegalArgumentException(counter.parameter() + ": no query; expected one");
      }
    }
  }

  /** Whether latencies are asked for. */
  public boolean hasLatencies() {
    return texts.containsKey(Counter.CANARY_LATENCY);
  }

  /** The query of a counter that is asked for. */
  String text(Counter counter) {
    return texts.getOrDefault(counter, "");
  }
}
