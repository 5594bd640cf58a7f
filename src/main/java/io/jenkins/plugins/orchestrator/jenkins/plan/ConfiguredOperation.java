package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * An operation whose plan is made of a configuration with environments. It travels to the node that
 * has the workspace.
 *
 * @param <P> the plan
 */
public interface ConfiguredOperation<P extends Serializable> extends Serializable {
  /**
   * Reads the configuration and all that it names.
   *
   * @throws ConfigurationException with every mistake
   * @throws IOException when something cannot be read
   */
  P plan(PlanSource source) throws ConfigurationException, IOException;

  /** What is done to an environment, such as {@code tested}. */
  String done();

  /** Those of the plan. */
  List<EnvironmentConfiguration> environments(P plan);

  /** The same plan with what the build adds: credentials and agents. */
  P with(P plan, List<EnvironmentConfiguration> environments);

  /**
   * What cannot be done where the branches of a complete plan would run.
   *
   * @param held the node that the step holds
   */
  List<ConfigurationProblem> misplaced(P plan, HeldNode held);
}
