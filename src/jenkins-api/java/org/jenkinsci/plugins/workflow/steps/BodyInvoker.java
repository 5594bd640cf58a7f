package org.jenkinsci.plugins.workflow.steps;

public abstract class BodyInvoker {
  public org.jenkinsci.plugins.workflow.steps.BodyInvoker withContexts(Object... p0) {
    throw new UnsupportedOperationException();
  }

  public abstract org.jenkinsci.plugins.workflow.steps.BodyInvoker withCallback(
      org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback p0);

  public abstract org.jenkinsci.plugins.workflow.steps.BodyExecution start();

  public static hudson.console.ConsoleLogFilter mergeConsoleLogFilters(
      hudson.console.ConsoleLogFilter p0, hudson.console.ConsoleLogFilter p1) {
    throw new UnsupportedOperationException();
  }

  BodyInvoker() {}
}
