package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.Fact;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportColumn;
import io.jenkins.plugins.orchestrator.engine.report.operation.ReportTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the numbers of a lane are going.
 *
 * @param facts what surely grows
 * @param findings what is full soon
 * @param tables all of it
 */
record Trends(List<Fact> facts, List<Finding> findings, List<ReportTable> tables) {
  /** What is full at 100 %, and how that is said. */
  private static final Map<HealthLimit, String> FULL =
      Map.of(
          HealthLimit.DISK, "disk full",
          HealthLimit.INODES, "inodes used up",
          HealthLimit.SEQUENCES, "sequence at its end",
          HealthLimit.WRAPAROUND, "transaction ids used up",
          HealthLimit.CONNECTIONS, "connections used up");

  private static final List<HealthLimit> SIZES =
      List.of(HealthLimit.DATABASE_SIZE, HealthLimit.WAL_SIZE);

  /** What is full within so many days is worth a warning. */
  private static final double SOON = 14;

  private static final double FULL_PERCENT = 100;

  /** Stands between a check and its object in a key. */
  private static final char SEPARATOR = '|';

  static String key(String check, String object) {
    return object.isEmpty() ? check : check + SEPARATOR + object;
  }

  /** Whether anything is said of the way of a number. */
  static boolean isFollowed(String key) {
    return followed(key).isPresent();
  }

  private static Optional<HealthLimit> followed(String key) {
    int separator = key.indexOf(SEPARATOR);
    return HealthLimit.of(separator < 0 ? key : key.substring(0, separator))
        .filter(each -> FULL.containsKey(each) || SIZES.contains(each));
  }

  /**
   * @param entries the oldest first, the last one of now
   */
  static Trends of(List<HistoryEntry> entries) {
    List<Fact> facts = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    if (entries.isEmpty()) {
      return new Trends(facts, findings, List.of());
    }
    Map<String, Double> now = new TreeMap<>(entries.get(entries.size() - 1).values());
    now.forEach(
        (key, value) -> {
          int separator = key.indexOf(SEPARATOR);
          String object = separator < 0 ? "" : key.substring(separator + 1);
          Optional<HealthLimit> limit = followed(key);
          if (limit.isPresent()) {
            Trend trend = Trend.of(points(entries, key));
            rows.add(row(limit.get(), object, value, trend));
            say(limit.get(), object, trend, facts, findings);
          }
        });
    return new Trends(facts, findings, rows.isEmpty() ? List.of() : List.of(table(rows)));
  }

  private static List<Trend.Point> points(List<HistoryEntry> entries, String key) {
    return entries.stream()
        .filter(entry -> entry.values().containsKey(key))
        .map(entry -> new Trend.Point(entry.time(), entry.values().getOrDefault(key, 0.0)))
        .sorted(java.util.Comparator.comparing(Trend.Point::time))
        .toList();
  }

  private static void say(
      HealthLimit limit, String object, Trend trend, List<Fact> facts, List<Finding> findings) {
    String what = FULL.get(limit);
    Optional<Trend.Forecast> forecast =
        what == null ? Optional.empty() : trend.reaches(FULL_PERCENT);
    if (forecast.isPresent()) {
      String text = what + " " + forecast.get().text();
      facts.add(new Fact(object.isEmpty() ? limit.key() : limit.key() + " " + object, text));
      if (forecast.get().days() <= SOON) {
        findings.add(
            Finding.of(
                Finding.Severity.WARNING,
                "health-forecast",
                (object.isEmpty() ? "" : object + ": ") + text,
                "make room before, or find out what grows"));
      }
    } else if (what == null && trend.isGrowing()) {
      TheilSen line = java.util.Objects.requireNonNull(trend.fit());
      facts.add(
          new Fact(
              limit.key(),
              "grows by "
                  + Amount.text(line.slope(), limit.unit())
                  + " a day ("
                  + Amount.plain(line.least())
                  + " to "
                  + Amount.plain(line.most())
                  + ", n = "
                  + trend.samples()
                  + ")"));
    }
  }

  private static ReportTable table(List<List<String>> rows) {
    return new ReportTable(
        "Trends",
        "Per day by the Theil-Sen estimator with Sen's 95 % interval, over the earlier checks of"
            + " this environment; nothing is foretold from less than "
            + Trend.LEAST_SAMPLES
            + " checks in "
            + Trend.LEAST_SPAN.toDays()
            + " days.",
        List.of(
            new ReportColumn("Check", ReportColumn.Kind.TEXT),
            new ReportColumn("Object", ReportColumn.Kind.TEXT),
            new ReportColumn("n", ReportColumn.Kind.NUMBER),
            new ReportColumn("Span", ReportColumn.Kind.DURATION),
            new ReportColumn("Now", ReportColumn.Kind.NUMBER),
            new ReportColumn("Per day", ReportColumn.Kind.NUMBER),
            new ReportColumn("At least", ReportColumn.Kind.NUMBER),
            new ReportColumn("At most", ReportColumn.Kind.NUMBER),
            new ReportColumn("Unit", ReportColumn.Kind.TEXT),
            new ReportColumn("Forecast", ReportColumn.Kind.TEXT)),
        rows);
  }

  private static List<String> row(HealthLimit limit, String object, double now, Trend trend) {
    TheilSen line = trend.fit();
    String what = FULL.get(limit);
    String forecast =
        what == null
            ? trend.why()
            : trend
                .reaches(FULL_PERCENT)
                .map(each -> what + " " + each.text())
                .orElse(trend.why().isEmpty() ? "too far ahead to say" : "none: " + trend.why());
    return List.of(
        limit.key(),
        object,
        Integer.toString(trend.samples()),
        Long.toString(trend.span().toSeconds()),
        Double.toString(now),
        line == null ? "" : Double.toString(line.slope()),
        line == null ? "" : Double.toString(line.least()),
        line == null ? "" : Double.toString(line.most()),
        limit.unit().text(),
        forecast);
  }
}
