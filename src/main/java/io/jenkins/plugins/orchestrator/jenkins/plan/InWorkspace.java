package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.FilePath;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.io.Serializable;

/** Plans on the node that has the workspace. */
public final class InWorkspace {
  private InWorkspace() {}

  /**
   * Sends the planning there, and waits for what it gives.
   *
   * @throws ConfigurationException with every mistake; files are named relative to the workspace
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  public static <P extends Serializable> P plan(FilePath workspace, WorkspacePlanning<P> planning)
      throws ConfigurationException, IOException, InterruptedException {
    return workspace.act(new PlanCallable<>(planning)).plan();
  }
}
