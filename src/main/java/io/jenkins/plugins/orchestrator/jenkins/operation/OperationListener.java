package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ProgressLines;
import io.jenkins.plugins.orchestrator.engine.report.console.Words;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.LiveRun;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchOutcome;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchesListener;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Tells the log, the report and the page what the branches do.
 *
 * @param <R> what a branch gives back
 */
final class OperationListener<R extends Serializable> implements BranchesListener<R> {
  private final PlannedOperation<R> operation;
  private final LiveReport<R> live;
  private final LiveRun page;
  private final OperationLog log;
  private final ProgressListener lines;
  private final Consumer<String> failure;
  private final Runnable ended;

  /**
   * @param failure hears of each branch that failed, by its name
   * @param ended is called once, when all have ended
   */
  OperationListener(
      PlannedOperation<R> operation,
      LiveReport<R> live,
      LiveRun page,
      OperationLog log,
      Consumer<String> failure,
      Runnable ended) {
    this.operation = operation;
    this.live = live;
    this.page = page;
    this.log = log;
    this.lines = new ProgressLines(log::line);
    this.failure = failure;
    this.ended = ended;
  }

  @Override
  public void started(String environment, String node) {
    live.started(environment);
    log.line(environment, "runs on " + node);
    page.changed();
  }

  @Override
  public void ended(String environment, BranchOutcome<R> outcome) {
    R result = outcome.result();
    Status status;
    if (result == null) {
      status = outcome.status();
      String why = outcome.problem() == null ? "it gave no reason" : outcome.problem();
      live.ended(environment, status, why);
      log.line(environment, Words.of(status) + ": " + why);
    } else {
      R checked = AgentResults.checked(operation, environment, result);
      LaneEnd end = operation.end(checked);
      status = end.status();
      operation.given(checked);
      live.ended(environment, checked);
      log.line(environment, Words.of(status) + " after " + Words.of(end.duration()));
    }
    page.changed();
    if (status.isFailure()) {
      failure.accept(environment);
    }
  }

  @Override
  public void cutOff() {
    page.storeNow();
  }

  @Override
  public void allEnded() {
    ended.run();
  }

  @Override
  public void taskStarted(String environment, TaskKind task) {
    live.taskStarted(environment, task);
    lines.taskStarted(environment, task);
    page.changed();
  }

  @Override
  public void taskFinished(String environment, TaskReport task) {
    live.taskFinished(environment, task);
    lines.taskFinished(environment, task);
    page.changed();
  }

  @Override
  public void scriptStarted(String environment, String script, int index, int count) {
    lines.scriptStarted(environment, script, index, count);
  }

  @Override
  public void scriptFinished(String environment, ScriptReport script) {
    live.scriptFinished(environment, script);
    lines.scriptFinished(environment, script);
    page.changed();
  }

  @Override
  public void laneFinished(LaneReport lane) {
    live.partEnded(lane);
    log.line(lane.name(), Words.of(lane.status()) + " after " + Words.of(lane.duration()));
    page.changed();
    if (lane.status().isFailure()) {
      failure.accept(lane.name());
    }
  }

  @Override
  public void message(String environment, String text) {
    lines.message(environment, text);
  }
}
