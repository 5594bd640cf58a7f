package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.health.CarriedHistory;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.HistoryEntry;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchSite;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Does one lane of a health check, with the past that it was handed. */
final class HealthWork implements BranchWork<CheckedLane> {
  private static final long serialVersionUID = 1L;

  private final HealthPlan plan;
  private final String lane;
  private final RunId id;
  private final @Nullable String workspace;
  private final CarriedHistory history;

  /**
   * @param plan the lane's share
   * @param id of this branch
   * @param workspace the step's, where the branch runs on its node; null elsewhere
   * @param history the lane's past
   */
  HealthWork(
      HealthPlan plan, String lane, RunId id, @Nullable String workspace, CarriedHistory history) {
    this.plan = plan;
    this.lane = lane;
    this.id = id;
    this.workspace = workspace;
    this.history = history;
  }

  @Override
  public CheckedLane run(BranchSite site) throws IOException {
    RunContext context = LaneWork.context(plan, id, workspace, site);
    LaneReport report = plan.run(lane, context.with(commands(site)), history);
    return new CheckedLane(report, history.added().map(HistoryEntry::line).orElse(null));
  }

  /**
   * On the step's node its own launcher and environment. Elsewhere this machine's: the services to
   * look at are those of the agent where the lane runs, not those of the step's node.
   */
  private UserCommands commands(BranchSite site) throws IOException {
    if (workspace != null) {
      return site.commands();
    }
    Path directory = Files.createDirectories(site.state().path().resolve("health"));
    return new LocalCommands(System.getenv(), directory);
  }
}
