package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestorePlan;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a plan for a build of the backup that it restores: where its workspace is. */
public final class RestorePlanner {
  private final String step;
  private final RestoreRequest request;

  /**
   * @param step its name, for messages about its parameters
   */
  public RestorePlanner(String step, RestoreRequest request) {
    this.step = step;
    this.request = request;
  }

  /**
   * Plans; blocks while files are read.
   *
   * @param build in whose context credentials are looked up
   * @param workspace null when the step holds no node
   * @param variables the step's environment variables
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read
   */
  public RestorePlan plan(
      Run<?, ?> build, @Nullable FilePath workspace, Map<String, String> variables)
      throws ConfigurationException, IOException, InterruptedException {
    return new BackupsOnNode(step, "backup", request.credentialsId())
        .plan(build, workspace, login -> new RestorePlanning(step, request, login, variables));
  }
}
