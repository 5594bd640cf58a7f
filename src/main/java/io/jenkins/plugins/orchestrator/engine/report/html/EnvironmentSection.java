package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything about one environment. */
final class EnvironmentSection {
  private static final int MOST_FINDINGS = 100;

  private final EnvironmentReport environment;
  private final String id;
  private final RowLimits limits;
  private final ReportView view;
  private final Markup to;

  EnvironmentSection(
      EnvironmentReport environment, String id, RowLimits limits, ReportView view, Markup to) {
    this.view = view;
    this.environment = environment;
    this.id = id;
    this.limits = limits;
    this.to = to;
  }

  void write() throws IOException {
    to.line().open("section", "class", "po-environment", "aria-labelledby", id);
    to.open("h2", "id", id).text(environment.name()).text(" ");
    Badges.status(to, environment.status(), view);
    to.close();
    if (!environment.purpose().isBlank()) {
      to.element("p", environment.purpose(), "class", "po-purpose");
    }
    if (environment.failure() != null) {
      to.element("p", environment.failure(), "class", "po-message po-edge-failed");
    }
    facts();
    pendingTroubles();
    reversibility();
    checks();
    tests();
    findings();
    new ScriptTables(environment, limits, view, to).write();
    tasks();
    to.close().line();
  }

  private void facts() throws IOException {
    to.open("dl", "class", "po-facts");
    fact(
        "Time",
        HumanDuration.of(environment.duration())
            + ", began "
            + (environment.start().toMillis() < 100
                ? "at once"
                : "after " + HumanDuration.of(environment.start())));
    SnapshotReport snapshot = environment.snapshot();
    fact("Snapshot", snapshot == null ? "not taken" : sentence(snapshot));
    if (snapshot != null) {
      fact("Copied", snapshot.source() + " to " + snapshot.copy());
    }
    PendingReport pending = environment.pending();
    fact("Scripts", pending == null ? "not looked for" : sentence(pending));
    to.close();
  }

  private void fact(String name, String value) throws IOException {
    to.open("div").element("dt", name).element("dd", value).close();
  }

  private static String sentence(SnapshotReport snapshot) {
    String golden =
        snapshot.goldenReused()
            ? ", from a warm golden copy"
                + (snapshot.goldenAge() == null
                    ? ""
                    : " (" + HumanDuration.of(snapshot.goldenAge()) + " old)")
            : "";
    return snapshot.strategy()
        + golden
        + ": "
        + snapshot.reason()
        + " (PostgreSQL "
        + snapshot.serverVersion()
        + (snapshot.bytes() == null ? "" : ", " + bytes(snapshot.bytes()))
        + ")";
  }

  private static String sentence(PendingReport pending) {
    return pending.pending().size()
        + " pending, "
        + pending.applied()
        + " applied before; format "
        + pending.format()
        + ", history "
        + pending.history();
  }

  static String bytes(long bytes) {
    if (bytes < 1024 * 1024) {
      return ReportWords.count((bytes + 1023) / 1024, "KiB", "KiB");
    }
    return bytes < 1024L * 1024 * 1024
        ? ReportWords.count(bytes / (1024 * 1024), "MiB", "MiB")
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (1024.0 * 1024 * 1024));
  }

  private void pendingTroubles() throws IOException {
    PendingReport pending = environment.pending();
    if (pending == null) {
      return;
    }
    Blocks.codes(to, "Dirty: begun and not ended", pending.dirty());
    Blocks.codes(to, "Edited after they were applied", pending.edited());
    Blocks.codes(to, "Out of order: older than one that is applied", pending.outOfOrder());
    Blocks.codes(to, "Applied, but no file has the version", pending.missing());
  }

  private void reversibility() throws IOException {
    ReversibilityReport reversibility = environment.reversibility();
    to.open("h3").text("Way back ");
    Badges.reversibility(to, reversibility.verdict());
    to.close();
    to.element("p", reversibility.reason());
    lost(reversibility.lost());
    Blocks.codes(to, "Scripts without a way down", reversibility.withoutDown());
    Blocks.differences(
        to,
        "Not as before after up and down",
        "Before",
        "After up and down",
        reversibility.notReversed());
    Blocks.differences(
        to,
        "Not the same after going up again",
        "After up",
        "After up again",
        reversibility.notRepeated());
  }

  private void lost(List<LostColumn> lost) throws IOException {
    if (lost.isEmpty()) {
      return;
    }
    Table table =
        Table.begin(
            to,
            "Data of rows that existed before and were not the same after up and down",
            false,
            Column.TEXT,
            "Column",
            Column.NUMBER,
            "Rows",
            Column.TEXT,
            "Lost by");
    for (LostColumn column : lost.subList(0, Math.min(Blocks.MOST_DIFFERENCES, lost.size()))) {
      table.row();
      String name =
          column.column().equals("*")
              ? column.table() + " (whole rows)"
              : column.table() + "." + column.column();
      to.open("th", "scope", "row", "class", "po-name").element("code", name).close();
      numberOrNone(table, column.rows());
      table.text(column.cause().equals("up") ? "the way up" : "the way down");
      table.endRow();
    }
    table.end();
    Blocks.rest(to, lost.size(), Blocks.MOST_DIFFERENCES);
  }

  private static void numberOrNone(Table table, @Nullable Long number) throws IOException {
    if (number == null) {
      table.noNumber();
    } else {
      table.number(number);
    }
  }

  private void checks() throws IOException {
    List<CheckReport> checks = environment.checks();
    if (checks.isEmpty()) {
      return;
    }
    begin("Checks", checks.size(), checks.stream().allMatch(c -> c.status() == Status.PASSED));
    Table table =
        Table.begin(
            to,
            "Checks of the schema and the data",
            true,
            Column.TEXT,
            "Check",
            Column.TEXT,
            "Result",
            Column.TEXT,
            "Expected",
            Column.TEXT,
            "Found",
            Column.NUMBER,
            "Duration");
    for (CheckReport check : checks.subList(0, Math.min(limits.scripts(), checks.size()))) {
      table.row();
      to.open("th", "scope", "row", "class", "po-name");
      to.element("span", check.kind() + " ", "class", "po-quiet").text(check.name()).close();
      Badges.status(table.cell(), check.status());
      to.close();
      table.text(check.expected()).text(check.found()).duration(check.duration()).endRow();
    }
    table.end();
    Blocks.rest(to, checks.size(), limits.scripts());
    to.close();
  }

  private void tests() throws IOException {
    List<TestReport> tests = environment.tests();
    if (tests.isEmpty()) {
      return;
    }
    begin("Tests", tests.size(), tests.stream().allMatch(t -> t.status() == Status.PASSED));
    Table table =
        Table.begin(
            to,
            "Integration tests",
            true,
            Column.TEXT,
            "Test",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Duration",
            Column.TEXT,
            "Runs and percentiles, or exit code");
    List<TestReport> shown = tests.subList(0, Math.min(limits.scripts(), tests.size()));
    for (TestReport test : shown) {
      table.row().head(test.name());
      Badges.status(table.cell(), test.status());
      to.close();
      table.duration(test.duration()).text(measured(test)).endRow();
    }
    table.end();
    Blocks.rest(to, tests.size(), limits.scripts());
    for (TestReport test : shown) {
      Blocks.output(to, "Output of " + test.name(), test.output(), false);
    }
    to.close();
  }

  private static String measured(TestReport test) {
    TestReport.Latency latency = test.latency();
    if (latency != null) {
      return ReportWords.count(latency.runs(), "run")
          + ": p50 "
          + HumanDuration.shortly(latency.p50())
          + ", p95 "
          + HumanDuration.shortly(latency.p95())
          + ", p99 "
          + HumanDuration.shortly(latency.p99())
          + ", at most "
          + HumanDuration.shortly(latency.max())
          + (test.message() == null ? "" : ". " + test.message());
    }
    String exit = test.exitCode() == null ? test.kind() : "exit code " + test.exitCode();
    return test.message() == null ? exit : exit + ": " + test.message();
  }

  private void findings() throws IOException {
    List<Finding> findings = ReportFindings.of(environment);
    if (findings.isEmpty()) {
      return;
    }
    to.element("h3", "Findings (" + findings.size() + ")");
    to.open("ul", "class", "po-findings");
    for (Finding finding : findings.subList(0, Math.min(MOST_FINDINGS, findings.size()))) {
      Blocks.finding(to, finding, "");
    }
    to.close();
    Blocks.rest(to, findings.size(), MOST_FINDINGS);
  }

  private void tasks() throws IOException {
    if (environment.tasks().isEmpty()) {
      return;
    }
    begin("Tasks", environment.tasks().size(), true);
    Table table =
        Table.begin(
            to,
            "Tasks, the timeline as a table",
            false,
            Column.TEXT,
            "Task",
            Column.TEXT,
            "Result",
            Column.NUMBER,
            "Began after",
            Column.NUMBER,
            "Duration",
            Column.TEXT,
            "What it did");
    for (TaskReport task : environment.tasks()) {
      table.row().head(task.kind().label());
      Badges.status(table.cell(), task.status());
      to.close();
      table.duration(task.start()).duration(task.duration());
      table.text(task.message() == null ? task.name() : task.name() + ": " + task.message());
      table.endRow();
    }
    table.end();
    to.close();
  }

  /** A part that unfolds, unfolded when something in it is not as it should be. */
  private void begin(String title, int size, boolean good) throws IOException {
    to.line();
    if (good) {
      to.open("details", "class", "po-part");
    } else {
      to.open("details", "class", "po-part", "open", "open");
    }
    to.open("summary").element("h3", title + " (" + size + ")").close();
  }
}
