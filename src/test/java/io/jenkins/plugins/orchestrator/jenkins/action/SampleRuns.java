package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.SampleReports;

/** {@link SampleReports}, as a build keeps them. */
final class SampleRuns {
  private SampleRuns() {}

  static RunReport passed() {
    return RunReport.of(SampleReports.passed());
  }

  static RunReport failed() {
    return RunReport.of(SampleReports.failed());
  }

  static RunReport cancelled() {
    return RunReport.of(SampleReports.cancelled());
  }
}
