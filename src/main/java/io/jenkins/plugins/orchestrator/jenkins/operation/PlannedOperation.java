package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operation that was planned: what its branches do, and what becomes of what they give.
 *
 * @param <R> what a branch gives back
 */
public interface PlannedOperation<R extends Serializable> {
  /** Of its part of the page, such as {@code Backup of infrastructure/databases.yaml}. */
  String title();

  /** What the link to the page says in the log. */
  String announcement();

  /** What planning found worth saying. */
  List<Finding> findings();

  /** Masks the plan's secrets. */
  Redactor redactor();

  /** How many branches run at once, at least 1. */
  int maxParallel();

  /** What branches do one after the other; mostly nothing. */
  default List<TaskKind> sequential() {
    return List.of();
  }

  /** A branch for each, in the order in which they are shown. */
  List<Lane> lanes();

  /**
   * What a branch does.
   *
   * @param lane one of {@link #lanes}
   * @param id of the branch alone
   */
  BranchWork<R> work(Lane lane, RunId id);

  /** Names under which a branch tells of what goes on in it, besides its own; mostly none. */
  default List<String> parts(Lane lane) {
    return List.of();
  }

  /**
   * Until when at most the step uses what the branches made, after they have ended. Null when they
   * take everything away themselves.
   */
  default @Nullable Instant heldUntil() {
    return null;
  }

  /** Takes what a branch gave, checked; once for each that gave something. */
  default void given(R result) {}

  /** A result made of what a branch said, when it gave none, or not yet. */
  R heard(HeardLane heard);

  /** A result made of what a part gave that ended before its branch. */
  default R ended(LaneReport part) {
    throw new IllegalArgumentException("no branch has the part " + part.name());
  }

  /** What a result says of the branch's end. */
  LaneEnd end(R result);

  /**
   * The report of all, as far as they are known. Called by any thread.
   *
   * @param results in the order of the lanes
   * @param endings how many of the branches have ended so far
   */
  RunReport report(RunContext context, List<R> results, long endings);
}
