package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationSite;
import java.io.IOException;
import java.io.Serializable;

/** A call of a step, with its parameters checked. */
interface StepCall {
  OperationRules rules();

  OperationPlanner planner();

  /**
   * Leaves what the step was asked to leave where it was called, whatever the report says. Not
   * called after an abort.
   *
   * @throws IOException when it cannot, with a message for people
   */
  default void deliver(RunReport report, OperationSite site)
      throws IOException, InterruptedException {}

  /** What a report does to the build. */
  Judgement judge(RunReport report);

  /** What the step gives to its Pipeline. */
  Serializable result(RunReport report);

  /** What is said when Jenkins was restarted while it ran. */
  String interrupted();
}
