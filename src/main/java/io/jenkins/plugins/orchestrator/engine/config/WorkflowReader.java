package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code parallel_test_workflow}. */
final class WorkflowReader {
  private final Section top;
  private final Reading reading;

  WorkflowReader(Section top) {
    this.top = top;
    this.reading = top.reading();
  }

  List<WorkflowStep> read() {
    if (top.find("parallel_test_workflow").isEmpty()) {
      return MigrationKeys.STEPS.stream()
          .map(step -> new WorkflowStep(kind(step), true, false, List.of()))
          .toList();
    }
    List<WorkflowStep> steps = new ArrayList<>();
    Set<TaskKind> seen = EnumSet.noneOf(TaskKind.class);
    for (Located element : top.list("parallel_test_workflow")) {
      Section step = Section.of(reading, MigrationKeys.STEP, element, null);
      boolean parallel = step.flag("parallel");
      boolean critical = step.flag("critical");
      List<String> tasks = step.texts("tasks");
      Optional<TaskKind> kind = kind(step);
      if (kind.isEmpty()) {
        continue;
      }
      checkOrder(step, kind.get(), seen);
      steps.add(new WorkflowStep(kind.get(), parallel, critical, tasks));
    }
    return steps;
  }

  private static TaskKind kind(String step) {
    return TaskKind.OF_MIGRATION_TEST.stream()
        .filter(kind -> kind.step().equals(step))
        .findFirst()
        .orElseThrow();
  }

  private Optional<TaskKind> kind(Section step) {
    Optional<Located> name = step.find("step");
    boolean isReverse =
        name.isPresent()
            && name.get().node() instanceof ScalarNode scalar
            && scalar.getValue().equals(TaskKind.REVERSE.step());
    if (isReverse) {
      step.wrong(
          "step",
          "the step " + TaskKind.REVERSE.step(),
          String.join(", ", MigrationKeys.STEPS),
          "taking back belongs to apply_migrations: reversibility says how far");
      return Optional.empty();
    }
    return step.optionalText("step").map(WorkflowReader::kind);
  }

  /** The tasks of a branch have an order, and most need the copy. */
  private static void checkOrder(Section step, TaskKind kind, Set<TaskKind> seen) {
    if (seen.stream().anyMatch(earlier -> earlier.compareTo(kind) > 0)) {
      step.wrong(
          "step",
          kind.step() + " too late",
          "the order " + String.join(", ", MigrationKeys.STEPS),
          null);
    }
    if (!seen.add(kind)) {
      step.wrong("step", kind.step() + " again", "each step once", null);
    }
    if (kind != TaskKind.SNAPSHOT
        && kind != TaskKind.CLEANUP
        && !seen.contains(TaskKind.SNAPSHOT)) {
      step.wrong(
          "step",
          kind.step() + " without " + TaskKind.SNAPSHOT.step() + " before it",
          "both, as it works on the copy",
          null);
    }
  }
}
