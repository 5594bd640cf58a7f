package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.Extension;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Keeps for the page of the job what every run found of its environments. */
@Extension
public final class StatesRecorder extends RunEndedListener {
  @Override
  protected void ended(
      Run<?, ?> build, @Nullable String flowNode, RunReport report, TaskListener listener)
      throws IOException {
    StoredStates.write(build.getRootDir().toPath(), report.states());
    EnvironmentsAction.mark(build.getParent());
  }
}
