package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/** Takes over what an agent gave back: an agent speaks for its own branch only. */
final class AgentResults {
  private AgentResults() {}

  /** The result, or, when it is another branch's, one that says so. */
  static <R extends Serializable> R checked(PlannedOperation<R> operation, String lane, R result) {
    LaneEnd end = operation.end(result);
    if (end.lane().equals(lane)) {
      return result;
    }
    return operation.heard(
        new HeardLane(
            lane,
            "",
            Status.FAILED,
            end.start(),
            Duration.ZERO,
            "the agent gave back the result of another lane",
            List.of(),
            List.of()));
  }
}
