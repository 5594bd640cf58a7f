package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a gate decided, and why.
 *
 * @param result the worst of its criteria
 * @param criteria at least one
 */
public record GateDecision(GateResult result, List<Criterion> criteria) implements Serializable {
  public GateDecision {
    criteria = List.copyOf(criteria);
  }

  /**
   * Out of these.
   *
   * @throws IllegalArgumentException when there are none: nothing looked at never passes
   */
  static GateDecision of(List<Criterion> criteria) {
    return new GateDecision(
        criteria.stream()
            .map(Criterion::result)
            .max(Comparator.naturalOrder())
            .orElseThrow(() -> new IllegalArgumentException("no criterion; expected at least one")),
        criteria);
  }

  /** It could not be measured. */
  public static GateDecision error(String why) {
    return of(List.of(new Criterion("measurement", GateResult.ERROR, "an answer", why)));
  }

  /** The look is too early to count. */
  public static GateDecision tooEarly(String why) {
    return of(List.of(new Criterion("initial delay", GateResult.INCONCLUSIVE, "to be over", why)));
  }

  /** One sentence: the criteria that decided, with their numbers. */
  public String reason() {
    return criteria.stream()
        .filter(criterion -> criterion.result() == result)
        .map(
            criterion ->
                criterion.name() + " " + criterion.observed() + ", limit " + criterion.expected())
        .collect(Collectors.joining("; "));
  }
}
