package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A health report as the line of a Nagios plugin, with performance data (Monitoring Plugins
 * Development Guidelines, "Plugin Output" and "Performance data").
 *
 * @param level what the plugin's exit code says: {@link Level#exitCode}
 * @param text one line without its end
 */
public record NagiosLine(Level level, String text) {
  private static final int MOST_PROBLEMS = 5;
  private static final double GIB = 1024.0 * 1024 * 1024;

  /** Of a whole run. */
  public static NagiosLine of(OperationReport report) {
    List<Level> levels = new ArrayList<>();
    List<String> performance = new ArrayList<>();
    for (LaneReport lane : report.lanes()) {
      List<Measurement> measurements = Measurement.of(lane);
      levels.add(level(lane, measurements));
      measurements.stream()
          .filter(each -> each.value() != null)
          .forEach(each -> performance.add(performance(lane, each)));
    }
    Level worst = Level.worst(levels);
    Level shown = worst == Level.SKIPPED ? Level.OK : worst;
    long well = levels.stream().filter(level -> level.compareTo(Level.OK) <= 0).count();
    String line =
        "HEALTH "
            + shown.name()
            + " - "
            + well
            + " of "
            + levels.size()
            + " healthy"
            + problems(report)
            + (performance.isEmpty() ? "" : " | " + String.join(" ", performance));
    return new NagiosLine(shown, line);
  }

  /** The level of a lane: that of its worst check, or of how its branch ended. */
  static Level level(LaneReport lane, List<Measurement> measurements) {
    Level ended =
        switch (lane.status()) {
          case FAILED, TIMED_OUT -> Level.CRITICAL;
          case UNKNOWN, CANCELLED -> Level.UNKNOWN;
          case PASSED -> Level.OK;
          case SKIPPED -> Level.SKIPPED;
        };
    Level worst = measurements.isEmpty() ? ended : Level.worst(levels(measurements));
    return worst.compareTo(ended) > 0 ? worst : ended;
  }

  private static List<Level> levels(List<Measurement> measurements) {
    return measurements.stream().map(Measurement::level).toList();
  }

  private record Problem(Status status, String text) {}

  private static String problems(OperationReport report) {
    List<Problem> problems = new ArrayList<>();
    for (LaneReport lane : report.lanes()) {
      for (CheckReport check : lane.checks()) {
        boolean warned = check.found().startsWith("warning: ");
        if (check.status().compareTo(Status.SKIPPED) > 0 || warned) {
          problems.add(
              new Problem(check.status(), lane.name() + ": " + check.name() + " " + check.found()));
        }
      }
    }
    if (problems.isEmpty()) {
      return "";
    }
    List<String> worst =
        problems.stream()
            .sorted(Comparator.comparing(Problem::status).reversed())
            .limit(MOST_PROBLEMS)
            .map(problem -> plain(problem.text()))
            .toList();
    int more = problems.size() - worst.size();
    return "; " + String.join("; ", worst) + (more > 0 ? "; and " + more + " more" : "");
  }

  /** The bar begins the performance data, a line end the long text. */
  private static String plain(String text) {
    return text.replaceAll("[\\p{Cntrl}|]+", " ");
  }

  /** {@code 'label'=value[UOM];[warn];[crit];[min];[max]}. */
  private static String performance(LaneReport lane, Measurement each) {
    String label =
        lane.name() + " " + each.check() + (each.object().isEmpty() ? "" : " " + each.object());
    double factor = each.unit() == Unit.GIB || each.unit() == Unit.GIB_PER_HOUR ? GIB : 1;
    String unit =
        switch (each.unit()) {
          case PERCENT -> "%";
          case SECONDS -> "s";
          case GIB -> "B";
          case COUNT, PER_HOUR, GIB_PER_HOUR, RATIO -> "";
        };
    String highest = each.unit() == Unit.PERCENT ? "100" : "";
    boolean lower = isLowerWorse(each);
    return "'"
        + plain(label).replace("'", "''").replace('=', ' ')
        + "'="
        + number(each.value(), factor)
        + unit
        + ";"
        + range(number(each.warning(), factor), lower)
        + ";"
        + range(number(each.critical(), factor), lower)
        + ";0;"
        + highest;
  }

  private static boolean isLowerWorse(Measurement each) {
    boolean ofCheck = HealthLimit.of(each.check()).filter(HealthLimit::isLowerWorse).isPresent();
    Double warning = each.warning();
    Double critical = each.critical();
    return ofCheck
        || each.kind().equals("quota")
        || (warning != null && critical != null && critical < warning);
  }

  /** {@code 85:} is bad below 85. */
  private static String range(String bound, boolean lower) {
    return lower && !bound.isEmpty() ? bound + ":" : bound;
  }

  private static String number(@Nullable Double value, double factor) {
    return value == null
        ? ""
        : new BigDecimal(String.format(Locale.ROOT, "%.6f", value * factor))
            .stripTrailingZeros()
            .toPlainString();
  }
}
