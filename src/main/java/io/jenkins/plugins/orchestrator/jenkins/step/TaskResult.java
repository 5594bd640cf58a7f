package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import java.io.Serializable;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;
import org.jspecify.annotations.Nullable;

/** One task of a branch, for Pipelines. */
public final class TaskResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final String step;
  private final String verdict;
  private final double durationSeconds;
  private final @Nullable String message;

  TaskResult(TaskReport report) {
    name = report.name();
    step = report.kind().step();
    verdict = report.status().name();
    durationSeconds = RunResult.seconds(report.duration());
    message = report.message();
  }

  @Whitelisted
  public String getName() {
    return name;
  }

  /** Its name in {@code parallel_test_workflow}. */
  @Whitelisted
  public String getStep() {
    return step;
  }

  @Whitelisted
  public String getVerdict() {
    return verdict;
  }

  @Whitelisted
  public double getDurationSeconds() {
    return durationSeconds;
  }

  @Whitelisted
  public @Nullable String getMessage() {
    return message;
  }
}
