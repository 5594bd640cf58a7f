package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyBackupsPlan;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a plan for a build of the backups that lie in a folder: where its workspace is. */
public final class VerifyPlanner {
  private final String step;
  private final VerifyRequest request;

  /**
   * @param step its name, for messages about its parameters
   */
  public VerifyPlanner(String step, VerifyRequest request) {
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
  public VerifyBackupsPlan plan(
      Run<?, ?> build, @Nullable FilePath workspace, Map<String, String> variables)
      throws ConfigurationException, IOException, InterruptedException {
    List<ConfigurationProblem> problems = new ArrayList<>();
    String id = request.credentialsId();
    Login login =
        id == null
            ? null
            : new BuildCredentials(step, build, problems).login("credentialsId", id).orElse(null);
    if (workspace == null) {
      problems.add(
          StepProblems.of(
              step,
              "directory",
              "a folder, but the step holds no node to read it on",
              "a node",
              "call the step inside node { }, on the node that has the backups"));
    }
    if (workspace == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return InWorkspace.plan(workspace, new VerifyPlanning(step, request, login, variables));
  }
}
