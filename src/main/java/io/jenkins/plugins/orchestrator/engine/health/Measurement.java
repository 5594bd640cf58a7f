package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A number of a check. The report of a lane carries them all in one of its tables, so that every
 * output is made from the report alone.
 *
 * @param kind of the check, as in its report
 * @param check its name
 * @param object what was measured, empty for the check as a whole
 * @param value null when it is unknown
 * @param unit of the value and of the limits
 * @param warning null for none
 * @param critical null for none
 * @param level how it ended
 */
record Measurement(
    String kind,
    String check,
    String object,
    @Nullable Double value,
    Unit unit,
    @Nullable Double warning,
    @Nullable Double critical,
    Level level) {
  private static final String TITLE = "Measurements";

  private static final List<ReportColumn> COLUMNS =
      List.of(
          new ReportColumn("Kind", ReportColumn.Kind.TEXT),
          new ReportColumn("Check", ReportColumn.Kind.TEXT),
          new ReportColumn("Object", ReportColumn.Kind.TEXT),
          new ReportColumn("Value", ReportColumn.Kind.NUMBER),
          new ReportColumn("Unit", ReportColumn.Kind.TEXT),
          new ReportColumn("Warning", ReportColumn.Kind.NUMBER),
          new ReportColumn("Critical", ReportColumn.Kind.NUMBER),
          new ReportColumn("Level", ReportColumn.Kind.TEXT));

  static ReportTable table(List<Measurement> measurements) {
    return new ReportTable(
        TITLE,
        "",
        COLUMNS,
        measurements.stream()
            .map(
                each ->
                    List.of(
                        each.kind,
                        each.check,
                        each.object,
                        number(each.value),
                        each.unit.name(),
                        number(each.warning),
                        number(each.critical),
                        each.level.name()))
            .toList());
  }

  private static String number(@Nullable Double value) {
    return value == null ? "" : Double.toString(value);
  }

  /** Those of a lane; none when its branch broke. */
  static List<Measurement> of(LaneReport lane) {
    List<Measurement> measurements = new ArrayList<>();
    for (ReportTable table : lane.tables()) {
      if (table.title().equals(TITLE) && table.columns().equals(COLUMNS)) {
        table.rows().forEach(row -> measurements.add(read(row)));
      }
    }
    return measurements;
  }

  private static Measurement read(List<String> row) {
    return new Measurement(
        row.get(0),
        row.get(1),
        row.get(2),
        number(row.get(3)),
        Unit.valueOf(row.get(4)),
        number(row.get(5)),
        number(row.get(6)),
        Level.valueOf(row.get(7)));
  }

  private static @Nullable Double number(String text) {
    return text.isEmpty() ? null : Double.valueOf(text);
  }
}
