package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.OperationReports;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.WaitingPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose lanes mostly wait: all that may run on the same agents share one branch, as
 * hundreds of them are not to need an executor each. Every one is shown as a lane of its own.
 */
final class SharedBranches implements PlannedOperation<BranchLanes> {
  private final WaitingPlan plan;
  private final OperationSite site;
  private final int maxParallel;
  private final Redactor redactor;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, String> branches = new HashMap<>();

  /** Lanes of one branch, in the order of the plan. */
  private record Group(@Nullable String label, List<Lane> lanes) {
    List<String> names() {
      return lanes.stream().map(Lane::name).toList();
    }
  }

  /**
   * @param maxParallel how many lanes at once, at least 1
   */
  SharedBranches(WaitingPlan plan, OperationSite site, int maxParallel) {
    this.plan = plan;
    this.site = site;
    this.maxParallel = maxParallel;
    this.redactor = Redactor.of(plan.secrets());
    Map<Optional<String>, List<Lane>> byLabel = new LinkedHashMap<>();
    for (Lane lane : plan.lanes()) {
      byLabel
          .computeIfAbsent(Optional.ofNullable(lane.agent()), label -> new ArrayList<>())
          .add(lane);
    }
    Set<String> taken = new HashSet<>(plan.lanes().stream().map(Lane::name).toList());
    byLabel.forEach((label, lanes) -> add(label.orElse(null), List.copyOf(lanes), taken));
  }

  private void add(@Nullable String label, List<Lane> lanes, Set<String> taken) {
    String name = label == null ? "any agent" : "agents " + label;
    // A user may name a lane so.
    while (!taken.add(name)) {
      name = name + "'";
    }
    groups.put(name, new Group(label, lanes));
    for (Lane lane : lanes) {
      branches.put(lane.name(), name);
    }
  }

  @Override
  public String title() {
    return plan.title();
  }

  @Override
  public String announcement() {
    return plan.title() + ": what is done and found";
  }

  @Override
  public List<Finding> findings() {
    return plan.findings();
  }

  @Override
  public Redactor redactor() {
    return redactor;
  }

  /** Of branches; each has at least one lane under way. */
  @Override
  public int maxParallel() {
    return maxParallel;
  }

  /** How many lanes a branch has under way: its share, when all branches run at once. */
  private int share(Group group) {
    int spare = Math.max(0, maxParallel - groups.size());
    return 1 + (int) ((long) spare * group.lanes().size() / plan.lanes().size());
  }

  @Override
  public List<Lane> lanes() {
    List<Lane> lanes = new ArrayList<>();
    groups.forEach(
        (name, group) ->
            lanes.add(
                new Lane(
                    name,
                    "",
                    group.label(),
                    group.lanes().stream().flatMap(each -> each.servers().stream()).toList())));
    return lanes;
  }

  @Override
  public List<String> parts(Lane lane) {
    return group(lane.name()).names();
  }

  private Group group(String branch) {
    Group group = groups.get(branch);
    if (group == null) {
      throw new IllegalArgumentException("no branch " + branch);
    }
    return group;
  }

  @Override
  public BranchWork<BranchLanes> work(Lane lane, RunId id) {
    Group group = group(lane.name());
    return new LanesWork(
        plan.of(group.names(), share(group)), lane.name(), id, site.workspaceOf(group.label()));
  }

  @Override
  public BranchLanes heard(HeardLane heard) {
    Group whole = groups.get(heard.name());
    return whole == null
        ? ended(heard.report())
        : new BranchLanes(
            heard.name(), whole.lanes().stream().map(lane -> ofLane(heard, lane)).toList());
  }

  /** What was said of a branch, of one of its lanes. */
  private static LaneReport ofLane(HeardLane branch, Lane lane) {
    return new HeardLane(
            lane.name(),
            lane.purpose(),
            branch.status(),
            branch.start(),
            branch.duration(),
            branch.failure(),
            List.of(),
            List.of())
        .report();
  }

  @Override
  public BranchLanes ended(LaneReport part) {
    String branch = branches.get(part.name());
    if (branch == null) {
      throw new IllegalArgumentException("not in the plan: lane " + part.name());
    }
    return new BranchLanes(branch, List.of(part));
  }

  @Override
  public LaneEnd end(BranchLanes result) {
    return LaneEnd.of(result.branch(), result.lanes());
  }

  @Override
  public RunReport report(RunContext context, List<BranchLanes> results, long endings) {
    Map<String, LaneReport> known = new HashMap<>();
    for (BranchLanes result : results) {
      for (LaneReport lane : result.lanes()) {
        // An agent speaks for its own lanes only.
        if (result.branch().equals(branches.get(lane.name()))) {
          known.putIfAbsent(lane.name(), lane);
        }
      }
    }
    Duration now = context.clock().elapsed();
    return RunReport.of(
        OperationReports.of(
            plan,
            context,
            plan.lanes().stream()
                .map(lane -> known.getOrDefault(lane.name(), missing(lane, now)))
                .toList()));
  }

  private static LaneReport missing(Lane lane, Duration now) {
    return new HeardLane(
            lane.name(),
            lane.purpose(),
            Status.FAILED,
            now,
            Duration.ZERO,
            "the agent gave back no result of it",
            List.of(),
            List.of())
        .report();
  }
}
