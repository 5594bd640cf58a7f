package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Makes an operation's plan of what is in the workspace. It travels to the node that has it.
 *
 * @param <P> the plan, which travels back with everything inside
 */
public interface WorkspacePlanning<P extends Serializable> extends Serializable {
  /**
   * Reads and checks; touches nothing.
   *
   * @param workspace its directory
   * @throws ConfigurationException with every mistake
   * @throws IOException when something cannot be read
   */
  P plan(Path workspace) throws ConfigurationException, IOException;
}
