package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.jenkins.branch.HeldNode;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * An operation whose plan is made of a configuration. It travels to the node that has the
 * workspace.
 *
 * @param <P> the plan
 */
public interface ConfiguredOperation<P extends Serializable> extends SourcePlanning<P> {
  @Override
  default P plan(PlanSource source) throws ConfigurationException, IOException {
    return plan(source.configuration(use()), source);
  }

  /** What the configuration is read for; folders take part in backups only. */
  ConfigurationUse use();

  /** What is done to an environment, such as {@code tested}. */
  String done();

  /**
   * Reads what the configuration names.
   *
   * @throws ConfigurationException with every mistake
   * @throws IOException when something cannot be read
   */
  P plan(MigrationTestConfiguration configuration, PlanSource source)
      throws ConfigurationException, IOException;

  /** What a plan was made of. */
  MigrationTestConfiguration configuration(P plan);

  /** The same plan with what the build adds to its configuration: credentials and agents. */
  P with(P plan, MigrationTestConfiguration configuration);

  /**
   * What cannot be done where the branches of a complete plan would run.
   *
   * @param held the node that the step holds
   */
  List<ConfigurationProblem> misplaced(P plan, HeldNode held);
}
