package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.ProbedPair;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Measurement;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Sample;
import java.time.Duration;
import java.util.List;

/**
 * Looks at both versions from the node that the step holds: what the controller reaches says
 * nothing about what others do. A node that is not connected is a look that could not be measured;
 * it may come back.
 */
final class NodeProbes implements Measurement {
  private final RolloutNode node;
  private final ProbedPair pair;

  NodeProbes(RolloutNode node, ProbedPair pair) {
    this.node = node;
    this.pair = pair;
  }

  /**
   * Sends requests for such a time.
   *
   * @param past how long the look lasts
   */
  @Override
  public Observation observe(Duration past, Cancellation cancellation) throws MeasurementException {
    List<Sample> samples =
        node.ask("send requests", () -> new LookCallable(pair, past), cancellation);
    // What an agent sends is not believed: not more than was asked for.
    long most = 2 * pair.requests(past);
    if (samples.size() > most) {
      throw new MeasurementException(
          "the node gave " + samples.size() + " requests, expected " + most + " at most");
    }
    return Observation.of(samples);
  }
}
