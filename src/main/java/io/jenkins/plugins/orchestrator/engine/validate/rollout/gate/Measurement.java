package io.jenkins.plugins.orchestrator.engine.validate.rollout.gate;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;

/** Where a gate's numbers come from: paced requests of our own, or a monitoring system. */
public interface Measurement {
  /**
   * Finds out, before any traffic is moved, whether anything can be said at all. What only a canary
   * with traffic can show is not asked for.
   *
   * @param cancellation ends the wait for an answer
   * @throws MeasurementException when nothing could be said, with why
   */
  default void tryOut(Cancellation cancellation) throws MeasurementException {}

  /** A phase begins: what happened before is not told by the next look. */
  default void begin() {}

  /**
   * What happened lately. Called by one thread, once per look; a request is given once.
   *
   * @param past how long ago the look before was, on the monotonic clock
   * @param cancellation ends the wait for an answer
   * @throws MeasurementException when nothing can be said, which is not the same as no requests
   */
  Observation observe(Duration past, Cancellation cancellation) throws MeasurementException;
}
