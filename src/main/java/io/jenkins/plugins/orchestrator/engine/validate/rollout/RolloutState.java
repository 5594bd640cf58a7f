package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.Serializable;

/**
 * Where a rollout is. Each is written down before what it says is done, so that whoever finds it
 * knows what may have been done.
 *
 * @param step what is being done
 * @param phase in which, from 0
 * @param moved whether traffic may have been moved
 * @param failures how often in a row measuring, or taking back, has failed
 * @param verdict UNKNOWN until the end is in sight, then how the rollout is judged
 * @param reason why it is here, free of secrets
 */
public record RolloutState(
    Step step, int phase, boolean moved, int failures, Status verdict, String reason)
    implements Serializable {
  /** What is being done. */
  public enum Step {
    /** Nothing yet. */
    READY(false),
    /** The body moves traffic; it may have been called. */
    SHIFTING(false),
    /** Traffic is where the phase wants it; both sides are watched. */
    OBSERVING(false),
    /** The body takes the traffic back; it may have been called. */
    ROLLING_BACK(false),
    /** Traffic is back; whether the service is healthy is being checked. */
    CHECKING(false),
    /** All phases have passed. */
    COMPLETED(true),
    /** It ended before any traffic was moved. */
    STOPPED(true),
    /** Traffic is back, and the service is healthy. */
    ROLLED_BACK(true),
    /** It ended in a phase, and traffic is where that phase wants it. */
    FROZEN(true),
    /** Taking back failed, or the service is not healthy: somebody has to look at once. */
    ROLLBACK_FAILED(true);

    private final boolean end;

    Step(boolean end) {
      this.end = end;
    }

    /** Whether nothing comes after it. */
    public boolean isEnd() {
      return end;
    }
  }

  static RolloutState ready() {
    return new RolloutState(Step.READY, 0, false, 0, Status.UNKNOWN, "not begun");
  }

  RolloutState to(Step next, String why) {
    return new RolloutState(next, phase, moved, 0, verdict, why);
  }

  RolloutState judged(Status judgement) {
    return new RolloutState(step, phase, moved, failures, judgement, reason);
  }

  RolloutState failed(int times, String why) {
    return new RolloutState(step, phase, moved, times, verdict, why);
  }
}
