package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;

/** The exit codes, the same for all commands. A signal ends the process as shells expect: 128+n. */
final class ExitCode {
  /** Everything that was asked for passed. */
  static final int PASSED = 0;

  /** The test ran and found something wrong. */
  static final int FAILED = 1;

  /** The configuration, a script's file or the command line is wrong; nothing was touched. */
  static final int WRONG_INPUT = 2;

  /** The test could not be run: nothing is known about the migrations. */
  static final int COULD_NOT_RUN = 3;

  private ExitCode() {}

  /**
   * The code of a report. What says something about the migrations is {@link #FAILED}; when
   * branches only failed to get a copy of their database, or were cancelled, nothing is known.
   */
  static int of(MigrationTestReport report) {
    return switch (report.status()) {
      case PASSED, SKIPPED -> PASSED;
      case FAILED, TIMED_OUT -> saysSomething(report) ? FAILED : COULD_NOT_RUN;
      case UNKNOWN, CANCELLED -> COULD_NOT_RUN;
    };
  }

  private static boolean saysSomething(MigrationTestReport report) {
    boolean branches =
        report.environments().stream()
            .anyMatch(branch -> branch.status().isFailure() && gotBeyondSnapshot(branch));
    // Drift fails a run whose branches all passed.
    return branches || report.environments().stream().noneMatch(b -> b.status().isFailure());
  }

  private static boolean gotBeyondSnapshot(EnvironmentReport branch) {
    return branch.tasks().stream()
        .anyMatch(
            task ->
                task.kind() != TaskKind.SNAPSHOT
                    && task.kind() != TaskKind.CLEANUP
                    && task.status().isFailure());
  }
}
