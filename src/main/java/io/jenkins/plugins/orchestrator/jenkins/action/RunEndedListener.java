package io.jenkins.plugins.orchestrator.jenkins.action;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Hears of every run that has ended, with its whole report. */
public abstract class RunEndedListener implements ExtensionPoint {
  private static final Logger LOGGER = Logger.getLogger(RunEndedListener.class.getName());

  /**
   * A run has ended.
   *
   * @param flowNode the id of the step's node in the flow, null when it has none
   * @param listener the build's log
   * @throws IOException when something could not be stored, which the log then says
   */
  protected abstract void ended(
      Run<?, ?> build, @Nullable String flowNode, RunReport report, TaskListener listener)
      throws IOException;

  /**
   * Tells all listeners. What they make of the results does not change them.
   *
   * @param flowNode the id of the step's node in the flow, null when it has none
   */
  public static void fireEnded(
      Run<?, ?> build, @Nullable String flowNode, RunReport report, TaskListener listener) {
    if (!build.getRootDir().isDirectory()) {
      // The build was deleted.
      return;
    }
    for (RunEndedListener each : ExtensionList.lookup(RunEndedListener.class)) {
      try {
        each.ended(build, flowNode, report, listener);
      } catch (IOException | RuntimeException e) {
        LOGGER.log(Level.WARNING, e, () -> "results of " + build);
        listener.getLogger().println("Could not hand the results over: " + e.getMessage());
      }
    }
  }
}
