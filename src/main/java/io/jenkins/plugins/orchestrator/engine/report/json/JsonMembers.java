package io.jenkins.plugins.orchestrator.engine.report.json;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MeasuredRun;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.Verdict;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes what the reports of all operations have in common; {@link JsonRecords} mirrors it. */
final class JsonMembers {
  private final JsonObjects to;

  JsonMembers(JsonObjects to) {
    this.to = to;
  }

  void run(MeasuredRun run, Verdict verdict) throws IOException {
    to.text("run_id", run.runId());
    to.text("status", verdict.passed() ? "success" : "failed");
    to.object("verdict", verdict, this::verdict);
    to.token("run_status", run.status());
    to.text("configuration", run.configuration());
    to.text("started_at", run.startedAt().toString());
    to.text("completed_at", run.startedAt().plus(run.duration()).toString());
    to.seconds("total_duration_seconds", run.duration());
    to.seconds("sequential_equivalent_seconds", run.sequentialEquivalent());
    to.decimal("speedup", BigDecimal.valueOf(run.speedup()).setScale(2, RoundingMode.HALF_UP));
    to.list("findings", run.findings(), this::finding);
  }

  /** What a lane and an environment begin with. */
  void part(
      String name,
      String purpose,
      Status status,
      Duration start,
      Duration duration,
      @Nullable String failure)
      throws IOException {
    to.text("name", name);
    to.text("purpose", purpose);
    to.token("status", status);
    to.seconds("start_seconds", start);
    to.seconds("duration_seconds", duration);
    to.text("failure", failure);
  }

  private void verdict(Verdict verdict) throws IOException {
    to.token("status", verdict.status());
    to.text("sentence", verdict.sentence());
  }

  void task(TaskReport task) throws IOException {
    to.text("step", task.kind().step());
    to.token("kind", task.kind());
    to.text("name", task.name());
    to.token("status", task.status());
    to.seconds("start_seconds", task.start());
    to.seconds("duration_seconds", task.duration());
    to.text("message", task.message());
  }

  void check(CheckReport check) throws IOException {
    to.text("kind", check.kind());
    to.text("name", check.name());
    to.token("status", check.status());
    to.text("expected", check.expected());
    to.text("found", check.found());
    to.seconds("duration_seconds", check.duration());
    to.text("message", check.message());
  }

  void finding(Finding finding) throws IOException {
    to.token("severity", finding.severity());
    to.text("code", finding.code());
    to.text("message", finding.message());
    to.text("script", finding.script());
    to.number("line", finding.line());
    to.text("object", finding.object());
    to.text("advice", finding.advice());
  }
}
