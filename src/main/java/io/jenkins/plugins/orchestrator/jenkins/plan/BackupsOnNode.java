package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Plans what is done with backups that lie on the node that a step holds, and with credentials for
 * one server.
 *
 * @param step its name, for messages about its parameters
 * @param parameter which names where the backups are
 * @param credentialsId of Jenkins' credentials for the server; null for what its URL says
 */
record BackupsOnNode(String step, String parameter, @Nullable String credentialsId) {
  /**
   * Plans; blocks while files are read.
   *
   * @param build in whose context credentials are looked up
   * @param workspace null when the step holds no node
   * @param planning is given what the credentials say, null without
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read
   */
  <P extends Serializable> P plan(
      Run<?, ?> build,
      @Nullable FilePath workspace,
      Function<@Nullable Login, WorkspacePlanning<P>> planning)
      throws ConfigurationException, IOException, InterruptedException {
    List<ConfigurationProblem> problems = new ArrayList<>();
    Login login =
        credentialsId == null
            ? null
            : new BuildCredentials(step, build, problems)
                .login("credentialsId", credentialsId)
                .orElse(null);
    if (workspace == null) {
      problems.add(
          StepProblems.of(
              step,
              parameter,
              "a folder, but the step holds no node to read it on",
              "a node",
              "call the step inside node { }, on the node that has the backups"));
    }
    if (workspace == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return InWorkspace.plan(workspace, planning.apply(login));
  }
}
