package org.jenkinsci.plugins.workflow.steps;

public abstract class StepDescriptor
    extends hudson.model.Descriptor<org.jenkinsci.plugins.workflow.steps.Step> {
  public StepDescriptor() {}

  public abstract java.util.Set<? extends Class<?>> getRequiredContext();

  public abstract String getFunctionName();

  public boolean takesImplicitBlockArgument() {
    throw new UnsupportedOperationException();
  }
}
