package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Progress as lines for a log: {@code [staging_clone] apply 003_x.sql (3/8)}. Each line is given
 * away at once and whole, whichever thread it comes from.
 */
public final class ProgressLines implements ProgressListener {
  private final Consumer<String> out;
  private final Map<String, TaskKind> tasks = new ConcurrentHashMap<>();

  /**
   * @param out takes each line, without its end, from several threads
   */
  public ProgressLines(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public void taskStarted(String environment, TaskKind task) {
    tasks.put(environment, task);
    line(environment, task.label());
  }

  @Override
  public void taskFinished(String environment, TaskReport task) {
    String ending =
        task.kind().label() + " " + Words.of(task.status()) + " in " + Words.of(task.duration());
    line(environment, task.message() == null ? ending : ending + ": " + task.message());
  }

  @Override
  public void scriptStarted(String environment, String script, int index, int count) {
    TaskKind task = tasks.getOrDefault(environment, TaskKind.APPLY);
    line(environment, task.label() + " " + Words.fileName(script) + place(index, count));
  }

  private static String place(int index, int count) {
    return " (" + index + "/" + count + ")";
  }

  @Override
  public void scriptFinished(String environment, ScriptReport script) {
    if (script.status() != Status.PASSED) {
      line(environment, Words.fileName(script.name()) + " " + Words.of(script.status()));
    }
  }

  @Override
  public void output(String line) {
    out.accept(line);
  }

  @Override
  public void message(String environment, String text) {
    line(environment, text);
  }

  /** A lane of an operation is over. */
  public void ended(LaneReport lane) {
    String failure = lane.failure();
    line(
        lane.name(),
        Words.of(lane.status())
            + " after "
            + Words.of(lane.duration())
            + (failure == null ? "" : ": " + failure));
  }

  private void line(String environment, String text) {
    out.accept("[" + environment + "] " + text.replace("\n", "\n[" + environment + "]   "));
  }
}
