package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.io.Serializable;

/** A call of a step, with its parameters checked. */
interface StepCall {
  OperationRules rules();

  OperationPlanner planner();

  /** What a report does to the build. */
  Judgement judge(RunReport report);

  /** What the step gives to its Pipeline. */
  Serializable result(RunReport report);

  /** What is said when Jenkins was restarted while it ran. */
  String interrupted();
}
