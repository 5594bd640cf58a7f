package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;

/** Is told once how an operation ended, when nothing of it is left to do. */
interface MigrationTestCompletion {
  /** It ran, well or not. */
  void done(MigrationTestReport report);

  /** It could not begin. */
  void failed(Throwable problem);
}
