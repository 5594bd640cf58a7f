package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.HumanBytes;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.LostColumn;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.report.html.Table.Column;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything about one environment. */
final class EnvironmentSection {
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
    BranchBlocks.checks(environment.checks(), limits.scripts(), to);
    tests();
    BranchBlocks.findings(ReportFindings.of(environment), to);
    new ScriptTables(environment, limits, view, to).write();
    BranchBlocks.tasks(environment.tasks(), to);
    to.close().line();
  }

  private void facts() throws IOException {
    to.open("dl", "class", "po-facts");
    BranchBlocks.time(environment.start(), environment.duration(), to);
    SnapshotReport snapshot = environment.snapshot();
    BranchBlocks.fact("Snapshot", snapshot == null ? "not taken" : sentence(snapshot), to);
    if (snapshot != null) {
      BranchBlocks.fact("Copied", snapshot.source() + " to " + snapshot.copy(), to);
    }
    PendingReport pending = environment.pending();
    BranchBlocks.fact("Scripts", pending == null ? "not looked for" : sentence(pending), to);
    to.close();
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
        + (snapshot.bytes() == null ? "" : ", " + HumanBytes.of(snapshot.bytes()))
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

  private void tests() throws IOException {
    List<TestReport> tests = environment.tests();
    if (tests.isEmpty()) {
      return;
    }
    BranchBlocks.beginPart(
        "Tests", tests.size(), !tests.stream().allMatch(t -> t.status() == Status.PASSED), to);
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
}
