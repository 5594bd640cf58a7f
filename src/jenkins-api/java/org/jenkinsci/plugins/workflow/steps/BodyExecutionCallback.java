package org.jenkinsci.plugins.workflow.steps;

public abstract class BodyExecutionCallback implements java.io.Serializable {
  private static final long serialVersionUID = 1L;

  public BodyExecutionCallback() {}

  public abstract void onSuccess(org.jenkinsci.plugins.workflow.steps.StepContext p0, Object p1);

  public abstract void onFailure(org.jenkinsci.plugins.workflow.steps.StepContext p0, Throwable p1);
}
