package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.HandedOutJournal;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionPlan;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionedDatabase;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchSite;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes all clones in one branch: they wait for each other, and are handed out together. */
final class ClonesWork implements BranchWork<MadeClones> {
  private static final long serialVersionUID = 1L;

  private final ProvisionPlan plan;
  private final RunId id;
  private final @Nullable String workspace;

  /**
   * @param id of the branch
   * @param workspace the step's, where the branch runs on its node; null elsewhere
   */
  ClonesWork(ProvisionPlan plan, RunId id, @Nullable String workspace) {
    this.plan = plan;
    this.id = id;
    this.workspace = workspace;
  }

  @Override
  public MadeClones run(BranchSite site) throws IOException {
    // The controller answers for what is handed out, so its copy goes on naming that.
    HandedOutJournal journal = new HandedOutJournal(site.coordination()::journalled);
    OperationReport report =
        LocalOperation.run(plan, LaneWork.context(plan, id, workspace, site), lane -> {}, journal);
    Provisioned provisioned = plan.provisioned(id).orElse(null);
    journal.end(
        provisioned == null
            ? List.of()
            : provisioned.databases().stream().map(ProvisionedDatabase::identity).toList());
    return new MadeClones(plan.environment().name(), report.lanes(), provisioned);
  }
}
