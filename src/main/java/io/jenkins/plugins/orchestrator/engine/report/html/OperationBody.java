package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneSelection;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationFindings;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline;
import java.io.IOException;
import java.util.SortedSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The content of an operation's page, for the page of its own and for others that show it; see
 * {@link ReportBody}. However many lanes there are, a browser opens it at once: of very many, those
 * that passed are a line in the summary.
 */
public final class OperationBody {
  private static final int MOST_SECTIONS = 100;

  /** From so many lanes on those that passed are folded. */
  private static final int FOLD_FROM = 6;

  private static final int MOST_ROWS = 300;

  private final OperationReport report;
  private final ReportView view;
  private final Markup to;
  private final SortedSet<Integer> sections;

  private OperationBody(OperationReport report, ReportView view, Markup to) {
    this.report = report;
    this.view = view;
    this.to = to;
    this.sections = LaneSelection.of(report.lanes(), MOST_SECTIONS);
  }

  /** Writes one {@code div} of class {@code po-report}. */
  public static void write(OperationReport report, ReportView view, Markup to) throws IOException {
    new OperationBody(report, view, to).write();
  }

  private void write() throws IOException {
    to.open("div", "class", "po-report").line();
    OperationSummary summary = new OperationSummary(report, view, this::id, to);
    summary.write();
    new OperationFailures(report, view, this::id, to).write();
    summary.lanes();
    TimelineSection.write(Timeline.of(report), view, to);
    FindingsSection.write(OperationFindings.all(report), to);
    tables();
    RowLimits limits = RowLimits.of(sections.size());
    for (int i : sections) {
      boolean folded = report.lanes().size() >= FOLD_FROM && LaneSelection.isGood(lane(i));
      new LaneSection(lane(i), laneId(i), folded, limits, view, to).write();
    }
    Blocks.rest(to, report.lanes().size(), sections.size());
    ReportBody.about(report.runId(), report.configuration(), report.startedAt(), to);
    to.close().line();
  }

  private LaneReport lane(int index) {
    return report.lanes().get(index);
  }

  private void tables() throws IOException {
    int number = 0;
    for (ReportTable table : report.tables()) {
      String id = "po-table-" + number++;
      to.open("section", "aria-labelledby", id);
      to.element("h2", table.title(), "id", id);
      DataTable.write(table, MOST_ROWS, to);
      to.close().line();
    }
  }

  /** The id of a lane's section; null when it has none. */
  private @Nullable String id(int index) {
    return sections.contains(index) ? laneId(index) : null;
  }

  /**
   * Where the sections of a report's lanes are on its page.
   *
   * @return gives the id of a lane's section by the lane's place in the report; null when it has
   *     none
   */
  public static IntFunction<@Nullable String> places(OperationReport report) {
    SortedSet<Integer> sections = LaneSelection.of(report.lanes(), MOST_SECTIONS);
    return index -> sections.contains(index) ? laneId(index) : null;
  }

  private static String laneId(int index) {
    return "po-lane-" + index;
  }

  /** Says where a lane's section is. */
  interface Ids {
    @Nullable String of(int lane);
  }
}
