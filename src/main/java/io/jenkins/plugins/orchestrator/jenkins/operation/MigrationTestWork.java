package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchSite;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;

/** Tests the migrations of one environment. */
final class MigrationTestWork implements BranchWork<BranchResult> {
  private static final long serialVersionUID = 1L;

  private final MigrationTestPlan plan;
  private final String environment;
  private final RunId id;

  /**
   * @param plan the environment's share
   * @param id of this branch
   */
  MigrationTestWork(MigrationTestPlan plan, String environment, RunId id) {
    this.plan = plan;
    this.environment = environment;
    this.id = id;
  }

  @Override
  public BranchResult run(BranchSite site) {
    RunContext context =
        new RunContext(
            id,
            site.clock(),
            site.state(),
            Secrets.redactor(plan.configuration()),
            site.listener(),
            site.cancellation(),
            // The client programs are this machine's, whatever the step's environment says.
            System.getenv(),
            site.state().path(),
            site.commands());
    return MigrationTest.runBranch(plan, environment, context, site.coordination());
  }
}
