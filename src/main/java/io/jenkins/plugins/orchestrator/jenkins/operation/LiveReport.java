package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The report of a run while it grows: what the branches said, then what they gave.
 *
 * @param <R> what a branch gives back
 */
final class LiveReport<R extends Serializable> implements ProgressListener {
  private final PlannedOperation<R> operation;
  private final RunContext context;
  private final Map<String, LiveLane<R>> lanes = new LinkedHashMap<>();

  /** What is known of a branch that is shown as several lanes, until it gives its result. */
  private final Map<String, Map<String, LiveLane<R>>> parts = new HashMap<>();

  /** Branches that gave a result, which says all that is shown of them. */
  private final Set<String> given = new HashSet<>();

  private long endings;

  LiveReport(PlannedOperation<R> operation, RunContext context) {
    this.operation = operation;
    this.context = context;
    for (Lane lane : operation.lanes()) {
      lanes.put(lane.name(), live(lane.name(), lane));
      for (String part : operation.parts(lane)) {
        parts
            .computeIfAbsent(lane.name(), name -> new LinkedHashMap<>())
            .put(part, live(part, lane));
      }
    }
  }

  private LiveLane<R> live(String name, Lane lane) {
    return new LiveLane<>(name, lane.purpose(), operation::heard);
  }

  /** What is known now. */
  RunReport report() {
    List<R> results;
    long now;
    synchronized (this) {
      Duration elapsed = context.clock().elapsed();
      results =
          lanes.keySet().stream().flatMap(this::shown).map(each -> each.result(elapsed)).toList();
      now = endings;
    }
    // Takes its time: branches go on saying what they do meanwhile.
    return operation.report(context, results, now);
  }

  /** A branch, or its parts as long as they are all there is. */
  private Stream<LiveLane<R>> shown(String branch) {
    Map<String, LiveLane<R>> its = parts.get(branch);
    return its == null || given.contains(branch)
        ? Stream.of(Objects.requireNonNull(lanes.get(branch)))
        : its.values().stream();
  }

  synchronized void started(String branch) {
    Duration now = context.clock().elapsed();
    of(branch, each -> each.started(now));
    partsOf(branch, each -> each.started(now));
  }

  synchronized void ended(String lane, R result) {
    endings++;
    given.add(lane);
    of(lane, each -> each.ended(result));
  }

  synchronized void ended(String lane, Status status, String why) {
    endings++;
    Duration now = context.clock().elapsed();
    of(lane, each -> each.ended(status, why, now));
    partsOf(
        lane,
        each -> {
          if (!each.hasEnded()) {
            each.ended(status, why, now);
          }
        });
  }

  /** How many lanes are shown. */
  synchronized long count() {
    return lanes.keySet().stream().mapToLong(this::countOf).sum();
  }

  /** How many of them have ended. */
  synchronized long countEnded() {
    return lanes.keySet().stream()
        .mapToLong(
            branch ->
                given.contains(branch)
                    ? countOf(branch)
                    : shown(branch).filter(LiveLane::hasEnded).count())
        .sum();
  }

  private long countOf(String branch) {
    Map<String, LiveLane<R>> its = parts.get(branch);
    return its == null ? 1 : its.size();
  }

  /** A part has ended before its branch, whose other parts go on. */
  synchronized void partEnded(LaneReport part) {
    of(part.name(), each -> each.ended(operation.ended(part)));
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
    } else {
      parts.values().stream()
          .map(each -> each.get(lane))
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(what);
    }
  }

  private void partsOf(String branch, Consumer<LiveLane<R>> what) {
    parts.getOrDefault(branch, Map.of()).values().forEach(what);
  }
}
