package io.jenkins.plugins.orchestrator.engine.report.json;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.ObjectDifference;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;

/** The records of a report out of their JSON objects; mirrors {@link JsonReportWriter}. */
final class JsonRecords {
  private JsonRecords() {}

  static EnvironmentReport environment(JsonFields from, List<ScriptReport> scripts)
      throws IOException {
    return new EnvironmentReport(
        from.text("name"),
        from.text("purpose"),
        from.token("status", Status.class),
        from.seconds("start_seconds"),
        from.seconds("duration_seconds"),
        from.textOrNull("failure"),
        from.objectOrNull("snapshot", JsonRecords::snapshot),
        from.objectOrNull("pending", JsonRecords::pending),
        from.list("tasks", JsonRecords::task),
        scripts,
        from.object("reversibility", JsonRecords::reversibility),
        from.list("checks", JsonRecords::check),
        from.list("tests", JsonRecords::test),
        from.list("findings", JsonRecords::finding));
  }

  private static SnapshotReport snapshot(JsonFields from) throws IOException {
    return new SnapshotReport(
        from.text("strategy"),
        from.text("reason"),
        from.text("source"),
        from.text("copy"),
        from.text("server_version"),
        from.wholeOrNull("bytes"),
        from.flag("golden_reused"),
        from.secondsOrNull("golden_age_seconds"));
  }

  private static PendingReport pending(JsonFields from) throws IOException {
    return new PendingReport(
        from.text("format"),
        from.text("history"),
        from.integer("applied"),
        from.texts("pending"),
        from.texts("out_of_order"),
        from.texts("edited"),
        from.texts("missing"),
        from.texts("dirty"));
  }

  static TaskReport task(JsonFields from) throws IOException {
    return new TaskReport(
        from.token("kind", TaskKind.class),
        from.text("name"),
        from.token("status", Status.class),
        from.seconds("start_seconds"),
        from.seconds("duration_seconds"),
        from.textOrNull("message"));
  }

  static ScriptReport script(JsonFields from) throws IOException {
    return new ScriptReport(
        from.text("version"),
        from.text("name"),
        from.token("direction", Direction.class),
        from.token("status", Status.class),
        from.seconds("start_seconds"),
        from.seconds("duration_seconds"),
        from.flag("transactional"),
        from.list("statements", JsonRecords::statement),
        from.objectOrNull("error", JsonRecords::error),
        from.list("findings", JsonRecords::finding));
  }

  private static StatementReport statement(JsonFields from) throws IOException {
    return new StatementReport(
        from.integer("index"),
        from.integer("line"),
        from.integer("column"),
        from.text("excerpt"),
        from.token("status", Status.class),
        from.seconds("duration_seconds"),
        from.whole("rows"));
  }

  private static ScriptError error(JsonFields from) throws IOException {
    return new ScriptError(
        from.text("script"),
        from.integer("line"),
        from.integer("column"),
        from.text("excerpt"),
        from.textOrNull("sqlstate"),
        from.text("message"),
        from.textOrNull("detail"),
        from.textOrNull("hint"),
        from.textOrNull("context"));
  }

  private static ReversibilityReport reversibility(JsonFields from) throws IOException {
    return new ReversibilityReport(
        from.token("verdict", ReversibilityReport.Verdict.class),
        from.text("reason"),
        from.list("not_reversed", JsonRecords::difference),
        from.list("not_repeated", JsonRecords::difference),
        from.list("lost", JsonRecords::lost),
        from.texts("without_down"));
  }

  private static LostColumn lost(JsonFields from) throws IOException {
    return new LostColumn(
        from.text("table"), from.text("column"), from.wholeOrNull("rows"), from.text("cause"));
  }

  private static ObjectDifference difference(JsonFields from) throws IOException {
    return new ObjectDifference(
        from.text("kind"),
        from.text("object"),
        from.textOrNull("property"),
        from.textOrNull("left"),
        from.textOrNull("right"));
  }

  static CheckReport check(JsonFields from) throws IOException {
    return new CheckReport(
        from.text("kind"),
        from.text("name"),
        from.token("status", Status.class),
        from.text("expected"),
        from.text("found"),
        from.seconds("duration_seconds"),
        from.textOrNull("message"));
  }

  private static TestReport test(JsonFields from) throws IOException {
    return new TestReport(
        from.text("name"),
        from.text("kind"),
        from.token("status", Status.class),
        from.seconds("start_seconds"),
        from.seconds("duration_seconds"),
        from.integerOrNull("exit_code"),
        from.text("output"),
        from.objectOrNull("latency", JsonRecords::latency),
        from.textOrNull("message"));
  }

  private static TestReport.Latency latency(JsonFields from) throws IOException {
    return new TestReport.Latency(
        from.integer("runs"),
        from.seconds("min_seconds"),
        from.seconds("p50_seconds"),
        from.seconds("p95_seconds"),
        from.seconds("p99_seconds"),
        from.seconds("max_seconds"));
  }

  static Finding finding(JsonFields from) throws IOException {
    return new Finding(
        from.token("severity", Finding.Severity.class),
        from.text("code"),
        from.text("message"),
        from.textOrNull("script"),
        from.integerOrNull("line"),
        from.textOrNull("object"),
        from.textOrNull("advice"));
  }

  static DriftReport drift(JsonFields from) throws IOException {
    return new DriftReport(
        from.token("status", Status.class),
        from.text("reference"),
        from.list("environments", JsonRecords::driftOf));
  }

  private static DriftReport.Drift driftOf(JsonFields from) throws IOException {
    return new DriftReport.Drift(
        from.text("environment"),
        from.list("before", JsonRecords::difference),
        from.list("after", JsonRecords::difference));
  }
}
