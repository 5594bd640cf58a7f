package org.jenkinsci.plugins.workflow.steps;

public final class FlowInterruptedException extends InterruptedException {
  private static final long serialVersionUID = 1L;

  public FlowInterruptedException(
      hudson.model.Result p0, boolean p1, jenkins.model.CauseOfInterruption... p2) {}

  public java.util.List<jenkins.model.CauseOfInterruption> getCauses() {
    throw new UnsupportedOperationException();
  }
}
