package io.jenkins.plugins.orchestrator.jenkins.rollout;

import io.jenkins.plugins.orchestrator.engine.validate.rollout.Shift;
import java.io.IOException;

/** Calls the body that moves the traffic. Waits for nothing. */
public interface RolloutMover {
  /**
   * Calls it; how it ended is told to {@link RolloutDriver#moved}.
   *
   * @throws IOException when it cannot be called; then nothing is told
   */
  void move(Shift shift) throws IOException, InterruptedException;

  /** Wants it to end; how it ended is told as always. */
  void end(String why);

  /** The body that runs does not count any more: how it ends is not told. */
  void forget();
}
