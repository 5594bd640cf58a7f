package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
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
    json.writeStartObject();
    to.number("schema_version", JsonReport.SCHEMA_VERSION);
    to.text("operation", report.operation());
    to.text("title", report.title());
    shared.run(report, OperationVerdict.of(report));
    to.list("tables", report.tables(), this::table);
    to.list("lanes", report.lanes(), this::lane);
    json.writeEndObject();
  }

  private void lane(LaneReport lane) throws IOException {
    shared.part(
        lane.name(), lane.purpose(), lane.status(), lane.start(), lane.duration(), lane.failure());
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
