package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.jenkins.action.OperationRunReport;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import java.io.Serializable;

/** A call of a step whose operation has a plan with lanes. */
abstract class LanesCall implements StepCall {
  private final OperationRules rules;
  private final boolean propagate;

  /**
   * @param propagate whether a failure fails the step
   */
  LanesCall(OperationRules rules, boolean propagate) {
    this.rules = rules;
    this.propagate = propagate;
  }

  @Override
  public final OperationRules rules() {
    return rules;
  }

  @Override
  public final Judgement judge(RunReport report) {
    return judge(operation(report), propagate);
  }

  /** What a report of the operation does to the build. */
  Judgement judge(OperationReport report, boolean propagates) {
    return Judgement.of(report, propagates);
  }

  @Override
  public final Serializable result(RunReport report) {
    return OperationResult.of(operation(report));
  }

  static OperationReport operation(RunReport report) {
    return ((OperationRunReport) report).report();
  }
}
