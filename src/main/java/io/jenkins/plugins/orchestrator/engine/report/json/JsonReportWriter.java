package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import java.io.IOException;

/** Writes a report; {@link JsonReportReader} mirrors it. */
final class JsonReportWriter {
  private final JsonGenerator json;
  private final JsonObjects to;
  private final JsonMembers shared;

  JsonReportWriter(JsonGenerator json) {
    this.json = json;
    this.to = new JsonObjects(json);
    this.shared = new JsonMembers(to);
  }

  void write(MigrationTestReport report) throws IOException {
    json.writeStartObject();
    to.number("schema_version", JsonReport.SCHEMA_VERSION);
    shared.run(report, Verdict.of(report));
    to.list("environments", report.environments(), this::environment);
    to.object("drift", report.drift(), this::drift);
    new StepResultsWriter(to).write("step_results", report);
    json.writeEndObject();
  }

  private void environment(EnvironmentReport environment) throws IOException {
    shared.part(
        environment.name(),
        environment.purpose(),
        environment.status(),
        environment.start(),
        environment.duration(),
        environment.failure());
    to.object("snapshot", environment.snapshot(), this::snapshot);
    to.object("pending", environment.pending(), this::pending);
    to.list("tasks", environment.tasks(), shared::task);
    to.object("reversibility", environment.reversibility(), this::reversibility);
    to.list("checks", environment.checks(), shared::check);
    to.list("tests", environment.tests(), this::test);
    to.list("findings", environment.findings(), shared::finding);
    to.list("scripts", environment.scripts(), this::script);
  }

  private void snapshot(SnapshotReport snapshot) throws IOException {
    to.text("strategy", snapshot.strategy());
    to.text("reason", snapshot.reason());
    to.text("source", snapshot.source());
    to.text("copy", snapshot.copy());
    to.text("server_version", snapshot.serverVersion());
    to.number("bytes", snapshot.bytes());
    to.flag("golden_reused", snapshot.goldenReused());
    to.seconds("golden_age_seconds", snapshot.goldenAge());
  }

  private void pending(PendingReport pending) throws IOException {
    to.text("format", pending.format());
    to.text("history", pending.history());
    to.number("applied", pending.applied());
    to.texts("pending", pending.pending());
    to.texts("out_of_order", pending.outOfOrder());
    to.texts("edited", pending.edited());
    to.texts("missing", pending.missing());
    to.texts("dirty", pending.dirty());
  }

  private void script(ScriptReport script) throws IOException {
    to.text("version", script.version());
    to.text("name", script.name());
    to.token("direction", script.direction());
    to.token("status", script.status());
    to.seconds("start_seconds", script.start());
    to.seconds("duration_seconds", script.duration());
    to.flag("transactional", script.transactional());
    to.object("error", script.error(), this::error);
    to.list("findings", script.findings(), shared::finding);
    to.list("statements", script.statements(), this::statement);
  }

  private void statement(StatementReport statement) throws IOException {
    to.number("index", statement.index());
    to.number("line", statement.line());
    to.number("column", statement.column());
    to.text("excerpt", statement.excerpt());
    to.token("status", statement.status());
    to.seconds("duration_seconds", statement.duration());
    to.number("rows", statement.rows());
  }

  private void error(ScriptError error) throws IOException {
    to.text("script", error.script());
    to.number("line", error.line());
    to.number("column", error.column());
    to.text("excerpt", error.excerpt());
    to.text("sqlstate", error.sqlState());
    to.text("message", error.message());
    to.text("detail", error.detail());
    to.text("hint", error.hint());
    to.text("context", error.context());
  }

  private void reversibility(ReversibilityReport reversibility) throws IOException {
    to.token("verdict", reversibility.verdict());
    to.text("reason", reversibility.reason());
    to.list("not_reversed", reversibility.notReversed(), this::difference);
    to.list("not_repeated", reversibility.notRepeated(), this::difference);
    to.list("lost", reversibility.lost(), this::lost);
    to.texts("without_down", reversibility.withoutDown());
  }

  private void lost(LostColumn lost) throws IOException {
    to.text("table", lost.table());
    to.text("column", lost.column());
    to.number("rows", lost.rows());
    to.text("cause", lost.cause());
  }

  private void difference(ObjectDifference difference) throws IOException {
    to.text("kind", difference.kind());
    to.text("object", difference.object());
    to.text("property", difference.property());
    to.text("left", difference.left());
    to.text("right", difference.right());
  }

  private void test(TestReport test) throws IOException {
    to.text("name", test.name());
    to.text("kind", test.kind());
    to.token("status", test.status());
    to.seconds("start_seconds", test.start());
    to.seconds("duration_seconds", test.duration());
    to.number("exit_code", test.exitCode());
    to.text("output", test.output());
    to.object("latency", test.latency(), this::latency);
    to.text("message", test.message());
  }

  private void latency(TestReport.Latency latency) throws IOException {
    to.number("runs", latency.runs());
    to.seconds("min_seconds", latency.min());
    to.seconds("p50_seconds", latency.p50());
    to.seconds("p95_seconds", latency.p95());
    to.seconds("p99_seconds", latency.p99());
    to.seconds("max_seconds", latency.max());
  }

  private void drift(DriftReport drift) throws IOException {
    to.token("status", drift.status());
    to.text("reference", drift.reference());
    to.list("environments", drift.environments(), this::driftOf);
  }

  private void driftOf(DriftReport.Drift drift) throws IOException {
    to.text("environment", drift.environment());
    to.list("before", drift.before(), this::difference);
    to.list("after", drift.after(), this::difference);
  }
}
