package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;

/**
 * Makes something of the file, or the text, that a step names. It travels to the node that has the
 * workspace.
 *
 * @param <P> what is made, which travels back
 */
interface SourcePlanning<P extends Serializable> extends Serializable {
  /**
   * Reads and checks; touches nothing.
   *
   * @throws ConfigurationException with every mistake
   * @throws IOException when something cannot be read
   */
  P plan(PlanSource source) throws ConfigurationException, IOException;
}
