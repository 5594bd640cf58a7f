package io.jenkins.plugins.orchestrator.engine.report.json;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the run step by step, in the shape that the readers of the former Python executor's result
 * know. Every environment stands in every step that any of them reached: who asks whether all
 * passed must meet the one that did not get so far.
 */
final class StepResultsWriter {
  /** As in the former result; the whole output is with the environment. */
  private static final int OUTPUT = 500;

  private final JsonObjects to;

  StepResultsWriter(JsonObjects to) {
    this.to = to;
  }

  void write(String name, MigrationTestReport report) throws IOException {
    to.object(name, report, this::steps);
  }

  private void steps(MigrationTestReport report) throws IOException {
    for (TaskKind kind : TaskKind.OF_MIGRATION_TEST) {
      if (report.environments().stream().anyMatch(e -> task(e, kind).isPresent())) {
        to.list(kind.step(), report.environments(), environment -> step(kind, environment));
      }
    }
  }

  private void step(TaskKind kind, EnvironmentReport environment) throws IOException {
    TaskReport task =
        task(environment, kind)
            .orElseGet(
                () ->
                    new TaskReport(
                        kind,
                        kind.label(),
                        Status.UNKNOWN,
                        Duration.ZERO,
                        Duration.ZERO,
                        "the environment did not reach this step"));
    to.text("task", task.name());
    to.text("env", environment.name());
    to.text("status", word(task.status()));
    to.seconds("duration_seconds", task.duration());
    to.text("error", task.status() == Status.PASSED ? null : task.message());
    switch (kind) {
      case APPLY -> to.list("migrations", ups(environment, true), this::migration);
      case REVERSE -> to.list("migrations", ups(environment, false), this::migration);
      case VALIDATE -> {
        to.text("validation_status", passOrFail(task.status()));
        to.list("checks", environment.checks(), this::check);
      }
      case TEST -> {
        to.text("tests_status", passOrFail(task.status()));
        to.list("tests", environment.tests(), this::test);
      }
      default -> {}
    }
  }

  private void migration(ScriptReport script) throws IOException {
    to.text("migration", script.name());
    to.token("direction", script.direction());
    to.text("status", word(script.status()));
    to.text("error", script.error() == null ? null : ReportWords.sentence(script.error()));
  }

  private void check(CheckReport check) throws IOException {
    to.text("check", check.kind() + " " + check.name());
    to.text("status", passOrFail(check.status()));
    to.text("output", check.found());
    to.text("error", check.message());
  }

  private void test(TestReport test) throws IOException {
    to.text("test", test.name());
    to.text("status", passOrFail(test.status()));
    to.text("output", cut(test.output()));
    to.text("error", test.message());
  }

  private static List<ScriptReport> ups(EnvironmentReport environment, boolean up) {
    return environment.scripts().stream()
        .filter(script -> (script.direction() == Direction.UP) == up)
        .toList();
  }

  private static Optional<TaskReport> task(EnvironmentReport environment, TaskKind kind) {
    return environment.tasks().stream().filter(task -> task.kind() == kind).findFirst();
  }

  private static String word(Status status) {
    return switch (status) {
      case PASSED -> "success";
      case FAILED -> "failed";
      case TIMED_OUT -> "timeout";
      case SKIPPED, UNKNOWN, CANCELLED -> ReportWords.token(status);
    };
  }

  /** {@code pass} and {@code fail}; what was not measured is neither. */
  private static String passOrFail(Status status) {
    return switch (status) {
      case PASSED -> "pass";
      case FAILED, TIMED_OUT -> "fail";
      case SKIPPED, UNKNOWN, CANCELLED -> ReportWords.token(status);
    };
  }

  private static @Nullable String cut(String output) {
    return output.length() <= OUTPUT ? output : output.substring(0, OUTPUT);
  }
}
