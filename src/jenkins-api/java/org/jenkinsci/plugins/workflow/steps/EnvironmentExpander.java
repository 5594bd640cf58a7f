package org.jenkinsci.plugins.workflow.steps;

public abstract class EnvironmentExpander implements java.io.Serializable {
  public EnvironmentExpander() {}

  public abstract void expand(hudson.EnvVars p0) throws java.io.IOException, InterruptedException;

  public java.util.Set<String> getSensitiveVariables() {
    throw new UnsupportedOperationException();
  }

  public static org.jenkinsci.plugins.workflow.steps.EnvironmentExpander merge(
      org.jenkinsci.plugins.workflow.steps.EnvironmentExpander p0,
      org.jenkinsci.plugins.workflow.steps.EnvironmentExpander p1) {
    throw new UnsupportedOperationException();
  }
}
