package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The report of a run while it grows: what the branches said, then what they gave.
 *
 * @param <R> what a branch gives back
 */
final class LiveReport<R extends Serializable> implements ProgressListener {
  private final PlannedOperation<R> operation;
  private final RunContext context;
  private final Map<String, LiveLane<R>> lanes = new LinkedHashMap<>();
  private long endings;

  LiveReport(PlannedOperation<R> operation, RunContext context) {
    this.operation = operation;
    this.context = context;
    for (Lane lane : operation.lanes()) {
      lanes.put(lane.name(), new LiveLane<>(lane.name(), lane.purpose(), operation::heard));
    }
  }

  /** What is known now. */
  RunReport report() {
    List<R> results;
    long now;
    synchronized (this) {
      results =
          lanes.values().stream().map(each -> each.result(context.clock().elapsed())).toList();
      now = endings;
    }
    // Takes its time: branches go on saying what they do meanwhile.
    return operation.report(context, results, now);
  }

  synchronized void started(String lane) {
    of(lane, each -> each.started(context.clock().elapsed()));
  }

  synchronized void ended(String lane, R result) {
    endings++;
    of(lane, each -> each.ended(result));
  }

  synchronized void ended(String lane, Status status, String why) {
    endings++;
    of(lane, each -> each.ended(status, why, context.clock().elapsed()));
  }

  /** How many have ended. */
  synchronized long countEnded() {
    return lanes.values().stream().filter(LiveLane::hasEnded).count();
  }

  @Override
  public synchronized void taskStarted(String lane, TaskKind task) {
    of(lane, each -> each.taskStarted(task, context.clock().elapsed()));
  }

  @Override
  public synchronized void taskFinished(String lane, TaskReport task) {
    of(lane, each -> each.taskFinished(task));
  }

  @Override
  public synchronized void scriptFinished(String lane, ScriptReport script) {
    of(lane, each -> each.scriptFinished(script));
  }

  private void of(String lane, Consumer<LiveLane<R>> what) {
    LiveLane<R> known = lanes.get(lane);
    if (known != null) {
      what.accept(known);
    }
  }
}
