package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What somebody has to look at, and how soon, as the alert matrix says: the worst first. */
final class Alerts {
  static final String TITLE = "What to do";

  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("Level", ReportColumn.Kind.TEXT),
          new ReportColumn("Severity", ReportColumn.Kind.TEXT),
          new ReportColumn("Respond", ReportColumn.Kind.TEXT),
          new ReportColumn("Check", ReportColumn.Kind.TEXT),
          new ReportColumn("Found", ReportColumn.Kind.TEXT),
          new ReportColumn("What to do", ReportColumn.Kind.TEXT));

  private Alerts() {}

  /** Empty when all is as it should be. */
  static Optional<ReportTable> of(List<CheckResult> results) {
    List<List<String>> rows =
        results.stream()
            .filter(each -> each.level().compareTo(Level.OK) > 0)
            .sorted(Comparator.comparing(CheckResult::level).reversed())
            .map(Alerts::row)
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ReportTable(
                TITLE,
                "Unknown is not healthy: nobody knows what would have been found.",
                COLUMNS,
                rows));
  }

  private static List<String> row(CheckResult result) {
    Urgency urgency =
        result.name().equals("reachable") && result.level() == Level.CRITICAL
            ? Urgency.IMMEDIATE
            : Urgency.of(result.check(), result.level());
    return List.of(
        result.level().name(),
        urgency.severity(),
        urgency.response(),
        result.name(),
        result.found(),
        Objects.requireNonNullElse(result.advice(), ""));
  }
}
