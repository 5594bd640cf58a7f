package io.jenkins.plugins.orchestrator.jenkins.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.WaitingPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.OperationRunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lanes that only wait share a branch for each label, and are shown one by one. */
class SharedBranchesTest {
  private static final RunId ID = new RunId("abcdefghij");

  @TempDir private Path directory;
  private final List<String> shares = new ArrayList<>();

  /** Lanes by name, each with its label; an empty one is none. */
  private final class Waiting implements WaitingPlan {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
    private final List<Lane> lanes;

    Waiting(List<Lane> lanes) {
      this.lanes = List.copyOf(lanes);
    }

    @Override
    public WaitingPlan of(List<String> names, int maxParallel) {
      shares.add(String.join(",", names) + " by " + maxParallel);
      return this;
    }

    @Override
    public CompletableFuture<LaneReport> start(
        String lane, RunContext context, Coordination coordination) {
      return CompletableFuture.completedFuture(IdleBuild.passed(lane));
    }

    @Override
    public String operation() {
      return "validate";
    }

    @Override
    public String title() {
      return "Validation";
    }

    @Override
    public String configuration() {
      return "deployments.yaml";
    }

    @Override
    public List<Lane> lanes() {
      return lanes;
    }

    @Override
    public int maxParallel() {
      return 64;
    }

    @Override
    public List<Finding> findings() {
      return List.of();
    }

    @Override
    public List<Secret> secrets() {
      return List.of();
    }

    @Override
    public WaitingPlan of(String lane) {
      return this;
    }
  }

  private static OperationPlan.Lane lane(String name, String label) {
    return new OperationPlan.Lane(name, "", label.isEmpty() ? null : label, List.of());
  }

  private SharedBranches branches(int maxParallel, OperationPlan.Lane... lanes) {
    OperationSite site = IdleBuild.site();
    return new SharedBranches(new Waiting(List.of(lanes)), site, maxParallel);
  }

  private SharedBranches three() {
    return branches(64, lane("a", "dmz"), lane("b", ""), lane("c", "dmz"));
  }

  private LiveReport<BranchLanes> live(SharedBranches branches) {
    return new LiveReport<>(branches, IdleBuild.context(ID, directory));
  }

  private static OperationReport report(LiveReport<BranchLanes> live) {
    return ((OperationRunReport) live.report()).report();
  }

  @Test
  void thereIsABranchForEachLabel() {
    SharedBranches branches = three();

    assertThat(branches.lanes())
        .extracting("name", "agent")
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("agents dmz", "dmz"),
            org.assertj.core.groups.Tuple.tuple("any agent", null));
    assertThat(branches.parts(branches.lanes().get(0))).containsExactly("a", "c");
  }

  @Test
  void aLaneMayHaveTheNameOfABranch() {
    assertThat(branches(64, lane("any agent", "")).lanes())
        .extracting("name")
        .containsExactly("any agent'");
  }

  @Test
  void branchesShareHowManyLanesAreUnderWay() {
    SharedBranches branches =
        branches(6, lane("a", "dmz"), lane("b", ""), lane("c", "dmz"), lane("d", "dmz"));
    branches.lanes().forEach(branch -> assertThat(branches.work(branch, ID)).isNotNull());

    assertThat(shares).containsExactly("a,c,d by 4", "b by 2");
  }

  @Test
  void eachBranchHasAtLeastOneLaneUnderWayAndNoMoreBranchesRun() {
    SharedBranches branches = branches(1, lane("a", "dmz"), lane("b", ""), lane("c", "dmz"));
    branches.lanes().forEach(branch -> assertThat(branches.work(branch, ID)).isNotNull());

    assertThat(shares).containsExactly("a,c by 1", "b by 1");
    assertThat(branches.maxParallel()).isOne();
  }

  @Test
  void lanesAreShownInTheOrderOfThePlanWhileTheirBranchesRun() {
    LiveReport<BranchLanes> live = live(three());
    live.started("agents dmz");
    live.taskStarted("c", TaskKind.CHECK);

    assertThat(report(live).lanes()).extracting("name").containsExactly("a", "b", "c");
    assertThat(report(live).lanes().get(2).tasks())
        .singleElement()
        .extracting("kind", "status")
        .containsExactly(TaskKind.CHECK, Status.UNKNOWN);
    assertThat(live.count()).isEqualTo(3);
  }

  @Test
  void aLaneIsCompleteBeforeItsBranch() {
    LiveReport<BranchLanes> live = live(three());
    live.started("agents dmz");
    live.partEnded(IdleBuild.passed("c"));

    assertThat(report(live).lanes().get(2)).isEqualTo(IdleBuild.passed("c"));
    assertThat(live.countEnded()).isOne();
  }

  @Test
  void aLostBranchIsLostForTheLanesThatWereNotComplete() {
    LiveReport<BranchLanes> live = live(three());
    live.started("agents dmz");
    live.partEnded(IdleBuild.passed("c"));
    live.ended("agents dmz", Status.FAILED, "the agent remote was lost");
    live.ended("any agent", new BranchLanes("any agent", List.of(IdleBuild.passed("b"))));

    assertThat(report(live).lanes())
        .extracting("status")
        .containsExactly(Status.FAILED, Status.PASSED, Status.PASSED);
    assertThat(report(live).lanes().get(0).failure()).isEqualTo("the agent remote was lost");
    assertThat(live.countEnded()).isEqualTo(3);
  }

  @Test
  void anAgentSpeaksForItsOwnLanesAndForAllOfThem() {
    LiveReport<BranchLanes> live = live(three());
    live.ended(
        "agents dmz",
        new BranchLanes("agents dmz", List.of(IdleBuild.passed("a"), IdleBuild.passed("b"))));

    List<LaneReport> lanes = report(live).lanes();
    assertThat(lanes).extracting("name").containsExactly("a", "b", "c");
    assertThat(lanes.get(0).status()).isEqualTo(Status.PASSED);
    assertThat(lanes.get(1).status()).as("said by another branch").isEqualTo(Status.UNKNOWN);
    assertThat(lanes.get(2).failure()).isEqualTo("the agent gave back no result of it");
  }

  @Test
  void theResultOfAnotherBranchIsAFailureOfEachLane() {
    SharedBranches branches = three();
    LiveReport<BranchLanes> live = live(branches);

    live.ended(
        "agents dmz",
        AgentResults.checked(branches, "agents dmz", new BranchLanes("any agent", List.of())));

    assertThat(report(live).lanes().get(0).failure())
        .isEqualTo("the agent gave back the result of another lane");
    assertThat(report(live).lanes().get(2).status()).isEqualTo(Status.FAILED);
  }
}
