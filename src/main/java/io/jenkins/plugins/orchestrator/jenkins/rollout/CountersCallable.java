package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReader;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReading;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import java.io.File;
import java.io.Serializable;
import java.time.Duration;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/** The counters of both versions, read from the node of a workspace; is never saved. */
final class CountersCallable extends MasterToSlaveFileCallable<CountersCallable.Answer> {
  private static final long serialVersionUID = 1L;

  private final GateQueries queries;
  private final HttpAccess access;
  private final Duration timeout;

  /**
   * One of both.
   *
   * @param problem why there is no reading
   */
  record Answer(@Nullable CounterReading reading, @Nullable String problem)
      implements Serializable {}

  CountersCallable(GateQueries queries, HttpAccess access, Duration timeout) {
    this.queries = queries;
    this.access = access;
    this.timeout = timeout;
  }

  @Override
  public Answer invoke(File workspace, VirtualChannel channel) throws InterruptedException {
    try {
      return new Answer(CounterReader.read(queries, access, timeout), null);
    } catch (MeasurementException e) {
      return new Answer(null, e.getMessage());
    }
  }
}
