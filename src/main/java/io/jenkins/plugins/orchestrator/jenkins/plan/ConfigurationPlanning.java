package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration, and what it names, where the workspace is.
 *
 * @param <P> the plan
 */
final class ConfigurationPlanning<P extends Serializable> implements WorkspacePlanning<P> {
  private static final long serialVersionUID = 1L;

  private final PlanRequest request;
  private final SourcePlanning<P> planning;

  ConfigurationPlanning(PlanRequest request, SourcePlanning<P> planning) {
    this.request = request;
    this.planning = planning;
  }

  @Override
  public P plan(Path workspace) throws ConfigurationException, IOException {
    return planning.plan(new PlanSource(request, workspace));
  }

  /**
   * Plans; blocks while files are read.
   *
   * @param step its name, for messages about its parameters
   * @param workspace null when the step holds no node: then no file is read
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  static <P extends Serializable> P plan(
      String step, PlanRequest request, SourcePlanning<P> planning, @Nullable FilePath workspace)
      throws ConfigurationException, IOException, InterruptedException {
    if (workspace != null) {
      return InWorkspace.plan(workspace, new ConfigurationPlanning<>(request, planning));
    }
    if (request.config() != null) {
      throw new ConfigurationException(
          List.of(
              StepProblems.of(
                  step,
                  "config",
                  "a path, but the step holds no workspace to read it from",
                  "a workspace",
                  "call the step inside node { }, or give configText")));
    }
    P plan = planning.plan(new PlanSource(request, null));
    PlanSize.check(plan);
    return plan;
  }
}
