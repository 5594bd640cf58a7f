package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.GateDecision;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measured;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * One look at both sides.
 *
 * @param phase from 0
 * @param observed how long the phase has been watched by then
 * @param counts whether its numbers are evidence; not during the initial delay
 * @param baseline what was new since the look before
 * @param canary likewise
 * @param queries that gave the numbers
 * @param decision on everything measured in the phase so far
 */
public record Look(
    int phase,
    Duration observed,
    boolean counts,
    Measured baseline,
    Measured canary,
    List<Query> queries,
    GateDecision decision)
    implements Serializable {
  public Look {
    queries = List.copyOf(queries);
  }
}
