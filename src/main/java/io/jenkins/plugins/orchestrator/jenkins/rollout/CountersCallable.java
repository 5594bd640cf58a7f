package io.jenkins.plugins.orchestrator.jenkins.rollout;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.Counter;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReader;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.CounterReading;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus.GateQueries;
import java.io.File;
import java.io.Serializable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import jenkins.MasterToSlaveFileCallable;
import org.jspecify.annotations.Nullable;

/** The counters of both versions, read from the node of a workspace; is never saved. */
final class CountersCallable extends MasterToSlaveFileCallable<CountersCallable.Answer> {
  private static final long serialVersionUID = 1L;

  private final GateQueries queries;
  private final HttpAccess access;
  private final Duration timeout;
  private final EnumSet<Counter> mayLack;

  /**
   * One of both.
   *
   * @param problem why there is no reading
   */
  record Answer(@Nullable CounterReading reading, @Nullable String problem)
      implements Serializable {}

  CountersCallable(GateQueries queries, HttpAccess access, Duration timeout, Set<Counter> mayLack) {
    this.queries = queries;
    this.access = access;
    this.timeout = timeout;
    this.mayLack = EnumSet.noneOf(Counter.class);
    this.mayLack.addAll(mayLack);
  }

  @Override
  public Answer invoke(File workspace, VirtualChannel channel) throws InterruptedException {
    try {
      return new Answer(CounterReader.read(queries, access, timeout, mayLack), null);
    } catch (MeasurementException e) {
      return new Answer(null, e.getMessage());
    }
  }
}
