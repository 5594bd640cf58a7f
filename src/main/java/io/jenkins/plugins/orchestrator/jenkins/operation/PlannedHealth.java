package io.jenkins.plugins.orchestrator.jenkins.operation;

import hudson.model.Run;
import io.jenkins.plugins.orchestrator.engine.health.CarriedHistory;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.HistoryDirectory;
import io.jenkins.plugins.orchestrator.engine.health.HistoryEntry;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A health check. Its past belongs to the job and lies with it on the controller, as agents come
 * and go: every lane is handed its own, and gives back what is to be added.
 */
public final class PlannedHealth implements PlannedOperation<CheckedLane> {
  /** More characters than a lane has to say of itself; what an agent sends beyond is not kept. */
  private static final int LONGEST_ENTRY = 1024 * 1024;

  private final HealthPlan plan;
  private final OperationSite site;
  private final PlannedLanes lanes;
  private final Path job;
  private final HistoryDirectory history;
  private final List<Finding> lost = new CopyOnWriteArrayList<>();

  public PlannedHealth(HealthPlan plan, OperationSite site) {
    this.plan = plan;
    this.site = site;
    this.lanes = new PlannedLanes(plan, site);
    this.job = site.build().getParent().getRootDir().toPath();
    this.history = history(site.build());
    forget();
  }

  /** Where the past of a build's job is; moves and goes with the job. */
  static HistoryDirectory history(Run<?, ?> build) {
    return new HistoryDirectory(
        build.getParent().getRootDir().toPath().resolve("parallel-orchestrator").resolve("health"));
  }

  private void forget() {
    try {
      history.forget(Instant.now());
    } catch (IOException e) {
      lost("What is known of environments that are gone could not be deleted: " + e.getMessage());
    }
  }

  private void lost(String message) {
    lost.add(
        Finding.of(
            Finding.Severity.WARNING,
            "health-history",
            message,
            "make the job's directory on the controller writable: trends and differences need it"));
  }

  @Override
  public String title() {
    return lanes.title();
  }

  @Override
  public String announcement() {
    return lanes.announcement();
  }

  @Override
  public List<Finding> findings() {
    return lanes.findings();
  }

  @Override
  public Redactor redactor() {
    return lanes.redactor();
  }

  @Override
  public int maxParallel() {
    return lanes.maxParallel();
  }

  @Override
  public List<Lane> lanes() {
    return lanes.lanes();
  }

  @Override
  public BranchWork<CheckedLane> work(Lane lane, RunId id) {
    return new HealthWork(
        plan.of(lane.name()),
        lane.name(),
        id,
        site.workspaceOf(lane.agent()),
        CarriedHistory.of(history, lane.name()));
  }

  /** Keeps it, as far as it is an entry: an agent's word goes no further than its own lane. */
  @Override
  public void given(CheckedLane result) {
    String line = result.entry();
    if (line == null) {
      return;
    }
    String lane = result.report().name();
    Optional<HistoryEntry> entry =
        line.length() > LONGEST_ENTRY ? Optional.empty() : HistoryEntry.parse(line);
    if (entry.isEmpty()) {
      lost(lane + ": the agent's numbers of this check cannot be read, and are not kept");
    } else if (Files.isDirectory(job)) {
      // A job that was deleted meanwhile is not to come back.
      try {
        history.append(lane, entry.get(), plan.kept(lane));
      } catch (IOException e) {
        lost(lane + ": the numbers of this check could not be kept: " + e.getMessage());
      }
    }
  }

  @Override
  public CheckedLane heard(HeardLane heard) {
    return new CheckedLane(lanes.heard(heard), null);
  }

  @Override
  public LaneEnd end(CheckedLane result) {
    return lanes.end(result.report());
  }

  @Override
  public RunReport report(RunContext context, List<CheckedLane> results, long endings) {
    List<Finding> findings = new ArrayList<>(lost);
    return lanes.report(context, results.stream().map(CheckedLane::report).toList(), findings);
  }
}
