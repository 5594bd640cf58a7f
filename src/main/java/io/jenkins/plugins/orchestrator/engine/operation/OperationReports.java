package io.jenkins.plugins.orchestrator.engine.operation;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Puts the lanes' results together. */
public final class OperationReports {
  private OperationReports() {}

  /**
   * The report of the whole, which ends now.
   *
   * @param lanes in the order of the plan
   */
  public static OperationReport of(OperationPlan plan, RunContext context, List<LaneReport> lanes) {
    return of(plan, context, lanes, List.of());
  }

  /**
   * The report of the whole, which ends now.
   *
   * @param lanes in the order of the plan
   * @param more findings of the whole, besides those of the plan
   */
  public static OperationReport of(
      OperationPlan plan, RunContext context, List<LaneReport> lanes, List<Finding> more) {
    List<Finding> findings = new ArrayList<>(plan.findings());
    findings.addAll(more);
    String why = context.cancellation().reason();
    if (why != null) {
      findings.add(Finding.of(Finding.Severity.WARNING, "run-cancelled", why, null));
    }
    return new OperationReport(
        plan.operation(),
        plan.title(),
        context.run().value(),
        plan.configuration(),
        context.clock().startedAt(),
        context.clock().elapsed(),
        lanes.stream().map(LaneReport::duration).reduce(Duration.ZERO, Duration::plus),
        Status.ofParts(lanes.stream().map(LaneReport::status).toList()),
        lanes,
        List.of(),
        findings);
  }
}
