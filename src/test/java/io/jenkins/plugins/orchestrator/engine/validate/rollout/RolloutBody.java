package io.jenkins.plugins.orchestrator.engine.validate.rollout;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What moves the traffic: the user's script. Called once per phase, and once to take everything
 * back; again after a restart or a failed attempt to take back, so it says where the traffic shall
 * be, not by how much it shall move.
 */
interface RolloutBody {
  /**
   * Moves it, and returns when it is there.
   *
   * @param limit by when it must have returned; null for none
   * @param cancellation ends it
   * @throws RolloutBodyException when it failed or was ended: where traffic is, is not known
   */
  void move(Shift shift, @Nullable Duration limit, Cancellation cancellation)
      throws RolloutBodyException;
}
