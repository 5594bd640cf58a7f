package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;

/** Plans an operation for a build; touches nothing. */
@FunctionalInterface
public interface OperationPlanner {
  /**
   * Plans; blocks while files are read.
   *
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  PlannedOperation<?> plan(OperationSite site)
      throws ConfigurationException, IOException, InterruptedException;
}
