package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.OperationReports;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionPlan;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioned;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clones of an environment for the rest of a step: made in one branch, shown as a lane for each.
 */
public final class PlannedClones implements PlannedOperation<MadeClones> {
  private final ProvisionPlan plan;
  private final OperationSite site;
  private final Instant heldUntil;
  private final Redactor redactor;
  private volatile @Nullable RunId branch;
  private volatile @Nullable Provisioned provisioned;

  /**
   * @param timeout within which they are made
   */
  public PlannedClones(ProvisionPlan plan, OperationSite site, Duration timeout) {
    this.plan = plan;
    this.site = site;
    this.heldUntil = Instant.now().plus(timeout).plus(plan.options().ttl());
    this.redactor = Redactor.of(plan.secrets());
  }

  /** What is made. */
  public ProvisionPlan plan() {
    return plan;
  }

  /** The branch that makes them; empty as long as there is none. */
  public Optional<RunId> branch() {
    return Optional.ofNullable(branch);
  }

  /** The clones that were handed out; empty as long as none were. */
  public Optional<Provisioned> provisioned() {
    return Optional.ofNullable(provisioned);
  }

  @Override
  public String title() {
    return plan.title();
  }

  @Override
  public String announcement() {
    return plan.title() + ": how they are made";
  }

  @Override
  public List<Finding> findings() {
    return plan.findings();
  }

  @Override
  public Redactor redactor() {
    return redactor;
  }

  @Override
  public int maxParallel() {
    return 1;
  }

  @Override
  public List<Lane> lanes() {
    Lane first = plan.lanes().get(0);
    return List.of(
        new Lane(plan.environment().name(), first.purpose(), first.agent(), first.servers()));
  }

  @Override
  public List<String> parts(Lane lane) {
    return plan.lanes().stream().map(Lane::name).toList();
  }

  @Override
  public Instant heldUntil() {
    return heldUntil;
  }

  @Override
  public BranchWork<MadeClones> work(Lane lane, RunId id) {
    branch = id;
    return new ClonesWork(plan, id, site.workspaceOf(lane.agent()));
  }

  /** What does not belong to the branch was not made by it, whatever its agent says. */
  @Override
  public void given(MadeClones result) {
    Provisioned made = result.provisioned();
    if (made != null
        && made.run().equals(branch)
        && made.databases().size() == plan.options().count()
        && made.databases().stream().allMatch(each -> each.identity().run().equals(branch))) {
      provisioned = made;
    }
  }

  @Override
  public MadeClones heard(HeardLane heard) {
    return new MadeClones(heard.name(), List.of(heard.report()), null);
  }

  @Override
  public LaneEnd end(MadeClones result) {
    return LaneEnd.of(result.branch(), result.lanes());
  }

  @Override
  public RunReport report(RunContext context, List<MadeClones> results, long endings) {
    List<LaneReport> lanes = results.stream().flatMap(each -> each.lanes().stream()).toList();
    return RunReport.of(OperationReports.of(plan, context, lanes));
  }
}
