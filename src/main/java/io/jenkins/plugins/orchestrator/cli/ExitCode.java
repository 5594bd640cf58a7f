package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.Set;

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

  private static final Set<TaskKind> AROUND_WORK =
      Set.of(TaskKind.SNAPSHOT, TaskKind.CHECK, TaskKind.CLEANUP);

  private ExitCode() {}

  /**
   * The code of a report. What says something about the migrations is {@link #FAILED}; when
   * branches only failed to get a copy of their database, or were cancelled, nothing is known.
   */
  static int of(MigrationTestReport report) {
    return of(report.status(), saysSomething(report));
  }

  /**
   * The code of an operation's report: {@link #FAILED} when a lane's work was tried and is bad;
   * when lanes only failed to prepare it, while none passed, nothing is known.
   */
  static int of(OperationReport report) {
    return of(OperationVerdict.of(report).status(), saysSomething(report));
  }

  private static int of(Status status, boolean saysSomething) {
    return switch (status) {
      case PASSED, SKIPPED -> PASSED;
      case FAILED, TIMED_OUT -> saysSomething ? FAILED : COULD_NOT_RUN;
      case UNKNOWN, CANCELLED -> COULD_NOT_RUN;
    };
  }

  private static boolean saysSomething(OperationReport report) {
    boolean lanes =
        report.lanes().stream()
            .anyMatch(lane -> lane.status() == Status.PASSED || triedAndBad(lane));
    return lanes || report.lanes().stream().noneMatch(lane -> lane.status().isFailure());
  }

  private static boolean triedAndBad(LaneReport lane) {
    return lane.status().isFailure()
        && (failedAtWork(lane.tasks())
            || lane.checks().stream().anyMatch(check -> check.status().isFailure()));
  }

  private static boolean saysSomething(MigrationTestReport report) {
    boolean branches =
        report.environments().stream()
            .anyMatch(branch -> branch.status().isFailure() && gotBeyondSnapshot(branch));
    // Drift fails a run whose branches all passed.
    return branches || report.environments().stream().noneMatch(b -> b.status().isFailure());
  }

  private static boolean gotBeyondSnapshot(EnvironmentReport branch) {
    return failedAtWork(branch.tasks());
  }

  /** Beyond what only prepares or ends it. */
  private static boolean failedAtWork(List<TaskReport> tasks) {
    return tasks.stream()
        .anyMatch(task -> !AROUND_WORK.contains(task.kind()) && task.status().isFailure());
  }
}
