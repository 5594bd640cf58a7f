package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationVerdict;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.io.IOException;

/** Writes an operation's report; {@link OperationReader} mirrors it. */
final class OperationWriter {
  private final JsonGenerator json;
  private final JsonObjects to;
  private final JsonMembers shared;

  OperationWriter(JsonGenerator json) {
    this.json = json;
    this.to = new JsonObjects(json);
    this.shared = new JsonMembers(to);
  }

  void write(OperationReport report) throws IOException {
    Verdict verdict = OperationVerdict.of(report);
    json.writeStartObject();
    to.number("schema_version", JsonReport.SCHEMA_VERSION);
    to.text("operation", report.operation());
    to.text("title", report.title());
    to.text("run_id", report.runId());
    to.text("status", verdict.passed() ? "success" : "failed");
    to.object("verdict", verdict, shared::verdict);
    to.token("run_status", report.status());
    shared.run(
        report.configuration(),
        report.startedAt(),
        report.duration(),
        report.sequentialEquivalent(),
        report.speedup());
    to.list("findings", report.findings(), shared::finding);
    to.list("tables", report.tables(), this::table);
    to.list("lanes", report.lanes(), this::lane);
    json.writeEndObject();
  }

  private void lane(LaneReport lane) throws IOException {
    to.text("name", lane.name());
    to.text("purpose", lane.purpose());
    to.token("status", lane.status());
    to.seconds("start_seconds", lane.start());
    to.seconds("duration_seconds", lane.duration());
    to.text("failure", lane.failure());
    to.list("facts", lane.facts(), this::fact);
    to.list("tasks", lane.tasks(), shared::task);
    to.list("checks", lane.checks(), shared::check);
    to.list("findings", lane.findings(), shared::finding);
    to.list("tables", lane.tables(), this::table);
  }

  private void fact(Fact fact) throws IOException {
    to.text("label", fact.label());
    to.text("value", fact.value());
  }

  private void table(ReportTable table) throws IOException {
    to.text("title", table.title());
    to.text("note", table.note());
    to.list("columns", table.columns(), this::column);
    to.rows("rows", table.rows());
  }

  private void column(ReportColumn column) throws IOException {
    to.text("name", column.name());
    to.token("kind", column.kind());
  }
}
