package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets one environment at a time into the steps that are not {@code parallel}. */
final class StepGates {
  private static final long POLL_MILLIS = 50;

  private final Map<TaskKind, Semaphore> gates = new EnumMap<>(TaskKind.class);

  /** Somebody is in a step. */
  interface Passage {
    /** Leaves it again. */
    void leave();
  }

  StepGates(List<WorkflowStep> workflow) {
    for (WorkflowStep step : workflow) {
      if (!step.parallel()) {
        gates.put(step.kind(), new Semaphore(1, true));
      }
    }
  }

  /**
   * Enters a step, waiting for another environment where the step asks for it.
   *
   * @throws CancelledException when the wait was cancelled
   */
  Passage enter(TaskKind step, Cancellation cancellation) {
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
}
