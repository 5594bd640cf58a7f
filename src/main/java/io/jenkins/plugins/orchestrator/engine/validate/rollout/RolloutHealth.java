package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether the service is healthy after its traffic was taken back. */
public interface RolloutHealth {
  /**
   * Checks it, again and again until it is or the time is over; at least once.
   *
   * @return null when it is healthy; else what is wrong, in a sentence
   */
  @Nullable String check(Duration limit);
}
