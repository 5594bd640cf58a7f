package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import java.io.IOException;
import java.io.InputStream;

/** What a stored report is of: the end of its file's name says it, with its schema's version. */
public enum ReportKind {
  MIGRATION_TEST("report-" + JsonReport.SCHEMA_VERSION) {
    @Override
    RunReport read(InputStream in) throws IOException {
      return RunReport.of(JsonReport.read(in));
    }
  },
  OPERATION("operation-" + JsonReport.SCHEMA_VERSION) {
    @Override
    RunReport read(InputStream in) throws IOException {
      return RunReport.of(JsonReport.readOperation(in));
    }
  };

  private final String suffix;

  ReportKind(String suffix) {
    this.suffix = suffix;
  }

  /** Of a run's file, so that a later version finds what it can read. */
  String fileName(String id) {
    return id + "." + suffix + ".json";
  }

  abstract RunReport read(InputStream in) throws IOException;
}
