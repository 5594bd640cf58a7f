package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Hears of every run that has ended, with its whole report. */
public abstract class RunEndedListener implements ExtensionPoint {
  /**
   * A run has ended.
   *
   * @param flowNode the id of the step's node in the flow, null when it has none
   * @param listener the build's log
   * @throws IOException when something could not be stored, which the log then says
   */
  protected abstract void ended(
      Run<?, ?> build, @Nullable String flowNode, MigrationTestReport report, TaskListener listener)
      throws IOException;
}
