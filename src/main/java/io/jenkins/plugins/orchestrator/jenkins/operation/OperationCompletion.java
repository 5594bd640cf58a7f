package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;

/** Is told once how an operation ended, when nothing of it is left to do. */
public interface OperationCompletion {
  /** It ran, well or not. */
  void done(RunReport report);

  /** It could not begin. */
  void failed(Throwable problem);
}
