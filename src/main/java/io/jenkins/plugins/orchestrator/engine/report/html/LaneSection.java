package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationFindings;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.io.IOException;

/** Everything about one lane of an operation. */
final class LaneSection {
  private static final int MOST_FACTS = 100;
  private static final int MOST_TABLES = 20;
  private static final int FEWEST_ROWS = 10;

  /** A table of so few rows is open. */
  private static final int SHORT = 12;

  private final LaneReport lane;
  private final String id;
  private final boolean folded;
  private final RowLimits limits;
  private final ReportView view;
  private final Markup to;

  LaneSection(
      LaneReport lane, String id, boolean folded, RowLimits limits, ReportView view, Markup to) {
    this.lane = lane;
    this.id = id;
    this.folded = folded;
    this.limits = limits;
    this.view = view;
    this.to = to;
  }

  void write() throws IOException {
    to.line().open("section", "class", "po-environment", "aria-labelledby", id);
    if (folded) {
      to.open("details", "class", "po-lane-folded").open("summary");
    }
    to.open("h2", "id", id).text(lane.name()).text(" ");
    Badges.status(to, lane.status(), view);
    to.close();
    if (folded) {
      to.close();
    }
    content();
    if (folded) {
      to.close();
    }
    to.close().line();
  }

  private void content() throws IOException {
    if (!lane.purpose().isBlank()) {
      to.element("p", lane.purpose(), "class", "po-purpose");
    }
    if (lane.failure() != null) {
      String edge = lane.status().isFailure() ? " po-edge-failed" : "";
      to.element("p", lane.failure(), "class", "po-message" + edge);
    }
    to.open("dl", "class", "po-facts");
    if (lane.tasks().isEmpty() && lane.duration().isZero()) {
      BranchBlocks.fact("Time", "did not begin", to);
    } else {
      BranchBlocks.time(lane.start(), lane.duration(), to);
    }
    for (Fact fact : lane.facts().subList(0, Math.min(MOST_FACTS, lane.facts().size()))) {
      BranchBlocks.fact(fact.label(), fact.value(), to);
    }
    to.close();
    BranchBlocks.checks(lane.checks(), limits.scripts(), to);
    BranchBlocks.findings(OperationFindings.of(lane), to);
    tables();
    BranchBlocks.tasks(lane.tasks(), to);
  }

  private void tables() throws IOException {
    int shown = Math.min(MOST_TABLES, lane.tables().size());
    int rows = Math.max(FEWEST_ROWS, limits.scripts() / Math.max(1, shown));
    for (ReportTable table : lane.tables().subList(0, shown)) {
      boolean open = table.rows().size() <= SHORT || DataTable.hasFailure(table);
      BranchBlocks.beginPart(table.title(), table.rows().size(), open, to);
      DataTable.write(table, rows, to);
      to.close();
    }
    Blocks.rest(to, lane.tables().size(), shown);
  }
}
