package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A health report in Prometheus' text exposition format 0.0.4, for the textfile collector of the
 * node exporter or a push gateway. The names are stable; units are Prometheus' base units: seconds,
 * bytes, ratios from 0 to 1. What is unknown has no value, only a level.
 */
public final class PrometheusText {
  private static final String PREFIX = "orchestrate_health_";
  private static final double GIB = 1024.0 * 1024 * 1024;
  private static final double PERCENT = 100;
  private static final double MILLIS = 1000;
  private static final double SECONDS_PER_HOUR = 3600;

  private final Map<String, Family> families = new LinkedHashMap<>();

  /** A metric with all its samples, which have to stand together. */
  private record Family(String help, List<String> samples) {}

  private PrometheusText() {}

  /** The whole text, which ends with a line end. */
  public static String of(OperationReport report) {
    PrometheusText text = new PrometheusText();
    text.run(report);
    report.lanes().forEach(text::lane);
    return text.text();
  }

  private void run(OperationReport report) {
    add(
        "run_timestamp_seconds",
        "When the run began, in seconds since 1970.",
        Map.of(),
        report.startedAt().toEpochMilli() / MILLIS);
    add(
        "run_duration_seconds",
        "How long the whole run took.",
        Map.of(),
        report.duration().toNanos() / 1e9);
  }

  private void lane(LaneReport lane) {
    List<Measurement> measurements = Measurement.of(lane);
    add(
        "state",
        "State of the environment: 0 OK, 1 warning, 2 critical, 3 unknown.",
        Map.of("environment", lane.name()),
        NagiosLine.level(lane, measurements).exitCode());
    add(
        "duration_seconds",
        "How long the checks of the environment took.",
        Map.of("environment", lane.name()),
        lane.duration().toNanos() / 1e9);
    Map<List<String>, Level> levels = new LinkedHashMap<>();
    for (Measurement each : measurements) {
      levels.merge(
          List.of(each.kind(), each.check()),
          each.level(),
          (left, right) -> left.compareTo(right) >= 0 ? left : right);
    }
    levels.forEach(
        (check, level) ->
            add(
                "check_state",
                "State of a check: 0 OK, 1 warning, 2 critical, 3 unknown.",
                labels(lane, "kind", check.get(0), "check", check.get(1)),
                level.exitCode()));
    measurements.forEach(each -> value(lane, each));
  }

  private void value(LaneReport lane, Measurement each) {
    if (each.value() == null) {
      return;
    }
    boolean own = !each.kind().equals("health");
    if (own) {
      String name = each.kind() + (each.unit() == Unit.SECONDS ? "_age_seconds" : "_value");
      add(
          name,
          "What the user's checks of the kind " + each.kind() + " gave.",
          labels(lane, "check", each.check()),
          each.value());
    } else {
      String help =
          HealthLimit.of(each.check())
              .map(HealthLimit::description)
              .orElse("Time to connect to the server");
      add(
          each.check() + suffix(each.unit()),
          help + ".",
          each.object().isEmpty() ? labels(lane) : labels(lane, "object", each.object()),
          inBaseUnits(each.value(), each.unit()));
    }
  }

  private static String suffix(Unit unit) {
    return switch (unit) {
      case PERCENT -> "_ratio";
      case SECONDS -> "_seconds";
      case GIB -> "_bytes";
      case GIB_PER_HOUR -> "_bytes_per_second";
      case PER_HOUR -> "_per_second";
      case COUNT, RATIO -> "";
    };
  }

  private static double inBaseUnits(double value, Unit unit) {
    return switch (unit) {
      case PERCENT -> value / PERCENT;
      case GIB -> value * GIB;
      case GIB_PER_HOUR -> value * GIB / SECONDS_PER_HOUR;
      case PER_HOUR -> value / SECONDS_PER_HOUR;
      case SECONDS, COUNT, RATIO -> value;
    };
  }

  private static Map<String, String> labels(LaneReport lane, String... more) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("environment", lane.name());
    for (int i = 0; i < more.length; i += 2) {
      labels.put(more[i], more[i + 1]);
    }
    return labels;
  }

  private void add(String name, String help, Map<String, String> labels, double value) {
    StringBuilder sample = new StringBuilder(PREFIX).append(name);
    if (!labels.isEmpty()) {
      List<String> pairs = new ArrayList<>();
      labels.forEach((key, text) -> pairs.add(key + "=\"" + escapeLabel(text) + '"'));
      sample.append('{').append(String.join(",", pairs)).append('}');
    }
    sample.append(' ').append(number(value));
    families
        .computeIfAbsent(PREFIX + name, key -> new Family(help, new ArrayList<>()))
        .samples()
        .add(sample.toString());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Of a label's value: backslash, double quote and line end. */
  private static String escapeLabel(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  /** Of a help text: backslash and line end. */
  private static String escapeHelp(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    families.forEach(
        (name, family) -> {
          text.append("# HELP ").append(name).append(' ').append(escapeHelp(family.help()));
          text.append("\n# TYPE ").append(name).append(" gauge\n");
          family.samples().forEach(sample -> text.append(sample).append('\n'));
        });
    return text.toString();
  }
}
