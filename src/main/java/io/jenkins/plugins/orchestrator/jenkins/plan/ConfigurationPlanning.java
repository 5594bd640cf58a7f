package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

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
    return plan(workspace, request, operation);
  }

  /**
   * Reads it on this machine.
   *
   * @param workspace null when there is none: then no file is read
   */
  static <P extends Serializable> P plan(
      @Nullable Path workspace, PlanRequest request, ConfiguredOperation<P> operation)
      throws ConfigurationException, IOException {
    PlanSource source = new PlanSource(request, workspace);
    return operation.plan(source.configuration(operation.use()), source);
  }
}
