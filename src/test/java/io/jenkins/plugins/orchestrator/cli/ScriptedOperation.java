package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Stands for the plan of any operation; its lanes end as they are told to. */
class ScriptedOperation implements OperationPlan {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // an immutable copy, which is serializable as its elements are
  private final List<String> names;

  private final transient Function<RunContext, LaneReport> work;

  private ScriptedOperation(List<String> names, Function<RunContext, LaneReport> work) {
    this.names = List.copyOf(names);
    this.work = work;
  }

  /** One lane that does this. */
  static ScriptedOperation of(Function<RunContext, LaneReport> work) {
    return new ScriptedOperation(List.of("dev"), work);
  }

  static ScriptedOperation passing() {
    return of(context -> lane("dev", Status.PASSED, TaskKind.DUMP));
  }

  /** Lanes that end so, one after the other, in a task of this kind. */
  static ScriptedOperation ending(TaskKind task, Status... statuses) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < statuses.length; i++) {
      names.add("lane" + i);
    }
    return new ScriptedOperation(names, null) {
      private static final long serialVersionUID = 1L;

      @Override
      public LaneReport run(String lane, RunContext context, Coordination coordination) {
        return lane(lane, statuses[names.indexOf(lane)], task);
      }
    };
  }

  static LaneReport lane(String name, Status status, TaskKind kind) {
    Duration ms = Duration.ofMillis(5);
    return new LaneReport(
        name,
        "",
        status,
        Duration.ZERO,
        ms,
        status.isFailure() ? "it broke" : null,
        List.of(),
        List.of(new TaskReport(kind, "task", status, Duration.ZERO, ms, null)),
        List.of(),
        List.of(),
        List.of());
  }

  @Override
  public String operation() {
    return "scripted";
  }

  @Override
  public String title() {
    return "A scripted operation";
  }

  @Override
  public String configuration() {
    return "test.yaml";
  }

  @Override
  public List<Lane> lanes() {
    return names.stream().map(name -> new Lane(name, "", null, List.of())).toList();
  }

  @Override
  public int maxParallel() {
    return 2;
  }

  @Override
  public List<Finding> findings() {
    return List.of(
        Finding.of(Finding.Severity.WARNING, "password-in-url", "a URL holds hunter2", null));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(Secret.of("hunter2"));
  }

  @Override
  public OperationPlan of(String lane) {
    return this;
  }

  @Override
  public LaneReport run(String lane, RunContext context, Coordination coordination) {
    return work.apply(context);
  }
}
