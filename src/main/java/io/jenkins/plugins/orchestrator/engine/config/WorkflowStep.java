package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.io.Serializable;
import java.util.List;

/**
 * One step of {@code parallel_test_workflow}.
 *
 * @param kind which task of a branch it is
 * @param parallel whether several environments may be in it at once
 * @param critical whether its failure in one environment cancels the others
 * @param tasks the user's descriptions, shown and not interpreted
 */
public record WorkflowStep(TaskKind kind, boolean parallel, boolean critical, List<String> tasks)
    implements Serializable {
  public WorkflowStep {
    tasks = List.copyOf(tasks);
  }
}
