package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By how much the series of a counter have grown between two readings. One that was not there
 * before began meanwhile, and at 0; of one that is gone, what it counted last is not known.
 *
 * @param of each series that is there now; what fell has not grown
 * @param added how many of them were not there before
 * @param reset what fell, in words; null when nothing did
 */
record Growth(Map<Series, Long> of, int added, @Nullable String reset) {
  Growth {
    of = Map.copyOf(of);
  }

  /** Between two readings of a counter. */
  static Growth between(Map<Series, Long> before, Map<Series, Long> after) {
    Map<Series, Long> grown = new HashMap<>();
    int added = 0;
    String reset = null;
    for (Map.Entry<Series, Long> each : after.entrySet()) {
      Long old = before.get(each.getKey());
      long increase = each.getValue() - (old == null ? 0 : old);
      if (old == null) {
        added++;
      }
      if (increase < 0) {
        reset = "from " + old + " to " + each.getValue() + ", " + each.getKey();
      }
      grown.put(each.getKey(), Math.max(0, increase));
    }
    return new Growth(grown, added, reset);
  }

  /** Of all series together. */
  long total() {
    return of.values().stream().reduce(0L, Math::addExact);
  }
}
