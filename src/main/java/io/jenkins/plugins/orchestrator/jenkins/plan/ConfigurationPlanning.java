package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * Reads a configuration, and what it names, where the workspace is.
 *
 * @param <P> the plan
 */
final class ConfigurationPlanning<P extends Serializable> implements WorkspacePlanning<P> {
  private static final long serialVersionUID = 1L;

  private final PlanRequest request;
  private final ConfiguredOperation<P> operation;

  ConfigurationPlanning(PlanRequest request, ConfiguredOperation<P> operation) {
    this.request = request;
    this.operation = operation;
  }

  @Override
  public P plan(Path workspace) throws ConfigurationException, IOException {
    return operation.plan(new PlanSource(request, workspace));
  }
}
