package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.HumanTime;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ReportFindings;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline;
import java.io.IOException;
import java.time.Instant;

/**
 * The content of a report's page, for the page of its own and for others that show it: no style, no
 * script, all classes and ids begin with {@code po-}. {@code report.css} gives the colours, {@code
 * report.js} sorting and filtering.
 */
public final class ReportBody {
  private ReportBody() {}

  /** Writes one {@code div} of class {@code po-report}. */
  public static void write(MigrationTestReport report, ReportView view, Markup to)
      throws IOException {
    to.open("div", "class", "po-report").line();
    new SummarySection(report, view, to).write();
    new FailuresSection(report, view, to).write();
    TimelineSection.write(Timeline.of(report), view, to);
    FindingsSection.write(ReportFindings.all(report), to);
    DriftSection.write(report.drift(), to);
    RowLimits limits = RowLimits.of(report.environments().size());
    for (int i = 0; i < report.environments().size(); i++) {
      new EnvironmentSection(report.environments().get(i), id(i), limits, view, to).write();
    }
    about(report.runId(), report.configuration(), report.startedAt(), to);
    to.close().line();
  }

  static void about(String run, String configuration, Instant startedAt, Markup to)
      throws IOException {
    to.open("footer", "class", "po-about").open("p");
    to.text("Run ").element("code", run);
    to.text(" of ").element("code", configuration);
    String time = HumanTime.of(startedAt);
    to.text(", started ").element("time", time, "datetime", startedAt.toString());
    to.text(". Everything that was measured is in report.json.");
    to.close(2);
  }

  /**
   * The id of an environment's section, by its place in the report; never made of its name, which
   * is the user's.
   */
  public static String id(int index) {
    return "po-environment-" + index;
  }
}
