package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Coordinates branches of this process: lets one environment at a time into the steps that are not
 * {@code parallel}.
 */
final class LocalCoordination implements Coordination {
  private static final long POLL_MILLIS = 50;

  private final Map<TaskKind, Semaphore> gates = new EnumMap<>(TaskKind.class);
  private final Cancellation all;

  /**
   * @param all ends all branches
   */
  LocalCoordination(List<WorkflowStep> workflow, Cancellation all) {
    for (WorkflowStep step : workflow) {
      if (!step.parallel()) {
        gates.put(step.kind(), new Semaphore(1, true));
      }
    }
    this.all = all;
  }

  @Override
  public Passage enter(TaskKind step, Cancellation cancellation) {
    Semaphore gate = gates.get(step);
    if (gate == null) {
      return () -> {};
    }
    try {
      while (!gate.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        cancellation.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting to enter " + step.step());
    }
    return gate::release;
  }

  @Override
  public void stopAll(String reason) {
    all.cancel(reason);
  }

  @Override
  public void journalled(String line) {
    // The journal lies on the machine that coordinates already.
  }
}
