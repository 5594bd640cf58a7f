package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.jenkins.action.MigrationTestRunReport;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.MigrationTestRun;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.plan.MigrationTestPlanning;
import java.io.Serializable;

/** A call of {@code parallelMigrationTest}. */
final class MigrationTestCall implements StepCall {
  private final MigrationTestSettings settings;

  MigrationTestCall(MigrationTestSettings settings) {
    this.settings = settings;
  }

  @Override
  public OperationRules rules() {
    return settings.rules();
  }

  @Override
  public OperationPlanner planner() {
    return site ->
        new MigrationTestRun(
            settings
                .configuration()
                .plan(settings.rules().step(), new MigrationTestPlanning(), site));
  }

  @Override
  public Judgement judge(RunReport report) {
    return Judgement.of(test(report), settings);
  }

  @Override
  public Serializable result(RunReport report) {
    return MigrationTestResult.of(test(report));
  }

  private static MigrationTestReport test(RunReport report) {
    return ((MigrationTestRunReport) report).report();
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while the migrations were tested. The copies of the databases"
        + " are dropped in the background; run the build again.";
  }
}
