package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Times the tasks of a lane, tells of them, and keeps them. */
public final class TaskLog {
  private final RunContext context;
  private final String lane;
  private final List<TaskReport> tasks = new ArrayList<>();

  /** One that is empty. */
  public TaskLog(RunContext context, String lane) {
    this.context = context;
    this.lane = lane;
  }

  /** What a task does. */
  public interface Step<T> {
    /** Does it. */
    T run() throws Exception;
  }

  /** Does it; an exception of it is the task's failure, and thrown on. */
  public <T> T run(TaskKind kind, String name, Step<T> step) throws Exception {
    context.listener().taskStarted(lane, kind);
    Duration start = context.clock().elapsed();
    try {
      T result = step.run();
      add(kind, name, Status.PASSED, start, null);
      return result;
    } catch (CancelledException e) {
      add(kind, name, Status.CANCELLED, start, text(e));
      throw e;
    } catch (Exception e) {
      add(kind, name, Status.FAILED, start, text(e));
      throw e;
    }
  }

  /** The last one did what it should, but what it found is bad. */
  public void failLast(String message) {
    TaskReport last = tasks.remove(tasks.size() - 1);
    tasks.add(
        new TaskReport(
            last.kind(),
            last.name(),
            Status.FAILED,
            last.start(),
            last.duration(),
            context.redactor().redact(message)));
  }

  Duration lastDuration() {
    return tasks.get(tasks.size() - 1).duration();
  }

  /** Those that have ended, in order. */
  public List<TaskReport> tasks() {
    return List.copyOf(tasks);
  }

  /** What an exception says, free of secrets. */
  public String text(Exception e) {
    String message = e.getMessage();
    return context.redactor().redact(message == null ? e.getClass().getSimpleName() : message);
  }

  private void add(
      TaskKind kind, String name, Status status, Duration start, @Nullable String message) {
    TaskReport task =
        new TaskReport(kind, name, status, start, context.clock().elapsed().minus(start), message);
    tasks.add(task);
    context.listener().taskFinished(lane, task);
  }
}
