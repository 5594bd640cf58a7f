package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Plans, as long as nobody stops it: the workspace may be on an agent that does not answer. */
final class InterruptiblePlanning {
  private @Nullable Thread planner;
  private @Nullable String stopped;

  /**
   * Plans on this thread.
   *
   * @throws InterruptedException when it was stopped
   */
  PlannedOperation<?> plan(OperationPlanner by, OperationSite site)
      throws ConfigurationException, IOException, InterruptedException {
    synchronized (this) {
      if (stopped != null) {
        throw new InterruptedException(stopped);
      }
      planner = Thread.currentThread();
    }
    try {
      return by.plan(site);
    } finally {
      synchronized (this) {
        planner = null;
        // Of an interrupt that came too late.
        Thread.interrupted();
      }
    }
  }

  synchronized void stop(String reason) {
    stopped = reason;
    if (planner != null) {
      planner.interrupt();
    }
  }
}
