package io.jenkins.plugins.orchestrator.engine.report.html;

import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.markup.Markup;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The content of a report's page, for the page of its own and for others that show it: no style, no
 * script, all classes and ids begin with {@code po-}. {@code report.css} gives the colours, {@code
 * report.js} sorting and filtering.
 */
public final class ReportBody {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ReportBody() {}

  /** Writes one {@code div} of class {@code po-report}. */
  public static void write(MigrationTestReport report, ReportView view, Markup to)
      throws IOException {
    to.open("div", "class", "po-report").line();
    new SummarySection(report, view, to).write();
    new FailuresSection(report, view, to).write();
    TimelineSection.write(report, view, to);
    FindingsSection.write(report, to);
    DriftSection.write(report.drift(), to);
    RowLimits limits = RowLimits.of(report.environments().size());
    for (int i = 0; i < report.environments().size(); i++) {
      new EnvironmentSection(report.environments().get(i), id(i), limits, view, to).write();
    }
    about(report, to);
    to.close().line();
  }

  private static void about(MigrationTestReport report, Markup to) throws IOException {
    to.open("footer", "class", "po-about").open("p");
    to.text("Run ").element("code", report.runId());
    to.text(" of ").element("code", report.configuration());
    String time = TIME.format(report.startedAt());
    to.text(", started ").element("time", time, "datetime", report.startedAt().toString());
    to.text(". Everything that was measured is in report.json.");
    to.close(2);
  }

  /** The id of an environment's section; never made of its name, which is the user's. */
  static String id(int index) {
    return "po-environment-" + index;
  }
}
