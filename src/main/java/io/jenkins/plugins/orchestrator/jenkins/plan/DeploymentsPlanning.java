package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;

/** Reads the file that says which deployments are validated: all that there is to plan for it. */
final class DeploymentsPlanning implements SourcePlanning<DeploymentsConfiguration> {
  private static final long serialVersionUID = 1L;

  @Override
  public DeploymentsConfiguration plan(PlanSource source) throws ConfigurationException {
    return source.deployments();
  }
}
