package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.Counter;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReading;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.PrometheusMeasurement;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Reads counters from the node that the step holds. What the server is asked with is looked up for
 * every reading and not kept.
 */
final class NodeCounters implements PrometheusMeasurement.Reader {
  /** What the server is asked with. */
  interface Access {
    /**
     * Looks it up.
     *
     * @throws IOException when the build may use none such, with what to do
     */
    HttpAccess get() throws IOException, InterruptedException;
  }

  private final RolloutNode node;
  private final GateQueries queries;
  private final Access access;
  private final Duration timeout;

  NodeCounters(RolloutNode node, GateQueries queries, Access access, Duration timeout) {
    this.node = node;
    this.queries = queries;
    this.access = access;
    this.timeout = timeout;
  }

  @Override
  public CounterReading read(Set<Counter> mayLack, Cancellation cancellation)
      throws MeasurementException {
    CountersCallable.Answer answer =
        node.ask(
            "ask Prometheus",
            () -> new CountersCallable(queries, access.get(), timeout, mayLack),
            cancellation);
    CounterReading reading = answer.reading();
    if (reading == null) {
      throw new MeasurementException(RolloutNode.text(String.valueOf(answer.problem())));
    }
    return reading;
  }
}
