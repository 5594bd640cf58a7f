package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;

/**
 * Plans where the workspace is.
 *
 * @param <P> the plan
 */
final class PlanCallable<P extends Serializable> extends MasterToSlaveFileCallable<PlanAnswer<P>> {
  private static final long serialVersionUID = 1L;

  private final WorkspacePlanning<P> planning;

  PlanCallable(WorkspacePlanning<P> planning) {
    this.planning = planning;
  }

  @Override
  public PlanAnswer<P> invoke(File workspace, VirtualChannel channel) throws IOException {
    Path directory = workspace.toPath();
    // Jenkins only reserves its name: the first step that uses it makes it.
    Files.createDirectories(directory);
    try {
      P plan = planning.plan(directory);
      PlanSize.check(plan);
      return PlanAnswer.of(plan);
    } catch (ConfigurationException e) {
      return PlanAnswer.wrong(e, directory);
    }
  }
}
