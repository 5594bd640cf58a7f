package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.List;
import java.util.Optional;

/**
 * What {@code parallel_test_workflow} says of each task.
 *
 * @param steps as in the configuration
 */
record Workflow(List<WorkflowStep> steps) {
  private Optional<WorkflowStep> step(TaskKind kind) {
    // Taking migrations back belongs to the step that applies them.
    TaskKind listed = kind == TaskKind.REVERSE ? TaskKind.APPLY : kind;
    return steps.stream().filter(step -> step.kind() == listed).findFirst();
  }

  /** Whether a task runs: a snapshot and its cleanup always do. */
  boolean runs(TaskKind kind) {
    return kind == TaskKind.SNAPSHOT || kind == TaskKind.CLEANUP || step(kind).isPresent();
  }

  /** Whether a failure of this task in one environment cancels the others. */
  boolean isCritical(TaskKind kind) {
    return step(kind).map(WorkflowStep::critical).orElse(false);
  }
}
