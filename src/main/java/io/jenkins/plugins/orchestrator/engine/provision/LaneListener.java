package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;

/**
 * Tells of a lane under its own name, whatever the environment is called: all lanes are clones of
 * one.
 */
record LaneListener(String lane, ProgressListener listener) implements ProgressListener {
  @Override
  public void taskStarted(String environment, TaskKind task) {
    listener.taskStarted(lane, task);
  }

  @Override
  public void taskFinished(String environment, TaskReport task) {
    listener.taskFinished(lane, task);
  }

  @Override
  public void scriptStarted(String environment, String script, int index, int count) {
    listener.scriptStarted(lane, script, index, count);
  }

  @Override
  public void scriptFinished(String environment, ScriptReport script) {
    listener.scriptFinished(lane, script);
  }

  @Override
  public void message(String environment, String text) {
    listener.message(lane, text);
  }
}
