package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a check saw against its limits.
 *
 * @param kind of the check, as in its report
 * @param check null for one of the user's own
 * @param name of the check
 * @param unit of its values
 * @param limit from where on they are bad
 * @param lowerIsWorse whether small ones are
 */
record Judge(
    String kind,
    @Nullable HealthLimit check,
    String name,
    Unit unit,
    Limit limit,
    boolean lowerIsWorse) {
  /** More bad objects than these are counted only. */
  private static final int MOST_FINDINGS = 10;

  static Judge of(HealthLimit check, Limit limit) {
    return new Judge("health", check, check.key(), check.unit(), limit, check.isLowerWorse());
  }

  CheckResult judge(Measured measured, Duration duration) {
    if (measured.skipped() != null) {
      return result(Level.SKIPPED, measured.skipped(), null, List.of(), notes(measured), duration);
    }
    if (measured.unknown() != null) {
      return unknown(measured.unknown(), duration);
    }
    return unit == Unit.COUNT && !isGrade()
        ? counted(measured, duration)
        : each(measured, duration);
  }

  private boolean isGrade() {
    return check != null && check.isGrade();
  }

  /** One that was not measured. */
  CheckResult unknown(String why, Duration duration) {
    return result(
        Level.UNKNOWN,
        "unknown: " + why,
        why,
        List.of(measurement("", null, Level.UNKNOWN)),
        List.of(finding(Level.UNKNOWN, "was not measured: " + why, null)),
        duration);
  }

  /** What counts is how many there are. */
  private CheckResult counted(Measured measured, Duration duration) {
    OptionalDouble sum = measured.rows().isEmpty() ? OptionalDouble.of(0) : measured.sum();
    boolean partly = measured.rows().stream().anyMatch(row -> row.value() == null);
    Level level = partly ? Level.UNKNOWN : Level.OK;
    if (sum.isPresent() && level(sum.getAsDouble()).compareTo(level) > 0) {
      level = level(sum.getAsDouble());
    }
    List<Finding> findings = new ArrayList<>();
    measured.rows().stream()
        .limit(MOST_FINDINGS)
        .forEach(
            row ->
                findings.add(
                    finding(
                        row.value() == null ? Level.UNKNOWN : level(sum.orElse(0)),
                        row.object(),
                        row.advice())));
    andMore(findings, measured.rows().size());
    Double value = sum.isPresent() ? (Double) sum.getAsDouble() : null;
    String found =
        measured.rows().isEmpty()
            ? measured.fine()
            : (value == null ? "" : Amount.plain(value) + ": ")
                + objects(measured.rows().stream().map(Measured.Row::object).toList());
    return result(
        level,
        found,
        firstAdvice(measured.rows()),
        List.of(measurement("", value, level)),
        findings,
        duration);
  }

  /** What counts is the worst of them. */
  private CheckResult each(Measured measured, Duration duration) {
    List<Measured.Row> rows = measured.rows();
    if (rows.isEmpty()) {
      // Nothing that could be bad is there: the measurement is that there is none.
      Double none = lowerIsWorse ? null : (Double) 0.0;
      return result(
          Level.OK,
          measured.fine(),
          null,
          List.of(measurement("", none, Level.OK)),
          List.of(),
          duration);
    }
    List<Measured.Row> worstFirst =
        rows.stream()
            .sorted(Comparator.<Measured.Row, Level>comparing(this::level).reversed())
            .toList();
    Level level = level(worstFirst.get(0));
    List<Finding> findings = new ArrayList<>();
    List<Measured.Row> bad =
        worstFirst.stream().filter(row -> level(row).compareTo(Level.OK) > 0).toList();
    bad.stream()
        .limit(MOST_FINDINGS)
        .forEach(row -> findings.add(finding(level(row), text(row), row.advice())));
    andMore(findings, bad.size());
    return result(
        level,
        objects((bad.isEmpty() ? rows : bad).stream().map(this::text).toList()),
        firstAdvice(bad),
        measurements(worstFirst, level),
        findings,
        duration);
  }

  /** One of each that has a name to stay, else the worst, so that metrics keep their names. */
  private List<Measurement> measurements(List<Measured.Row> rows, Level level) {
    if (rows.stream().noneMatch(row -> row.label().isEmpty())) {
      return rows.stream().map(row -> measurement(row.label(), row.value(), level(row))).toList();
    }
    Comparator<Double> byBadness =
        lowerIsWorse ? Comparator.<Double>reverseOrder() : Comparator.<Double>naturalOrder();
    Double worst =
        rows.stream()
            .map(Measured.Row::value)
            .filter(java.util.Objects::nonNull)
            .max(byBadness)
            .orElse(null);
    return List.of(measurement("", worst, level));
  }

  private static @Nullable String firstAdvice(List<Measured.Row> rows) {
    return rows.isEmpty() ? null : rows.get(0).advice();
  }

  private static String objects(List<String> texts) {
    int shown = 3;
    String some = String.join("; ", texts.subList(0, Math.min(shown, texts.size())));
    return texts.size() <= shown ? some : some + "; and " + (texts.size() - shown) + " more";
  }

  private void andMore(List<Finding> findings, int all) {
    if (all > MOST_FINDINGS) {
      findings.add(
          Finding.of(
              Finding.Severity.INFO,
              code(),
              name + ": and " + (all - MOST_FINDINGS) + " more",
              null));
    }
  }

  /** What a check that does not apply wants to say anyway. */
  private List<Finding> notes(Measured measured) {
    return measured.fine().isEmpty()
        ? List.of()
        : List.of(Finding.of(Finding.Severity.INFO, code(), measured.fine(), null));
  }

  private String text(Measured.Row row) {
    if (isGrade()) {
      return row.object();
    }
    String value = row.value() == null ? "unknown" : Amount.text(row.value(), unit);
    return (value + " " + row.object()).strip();
  }

  private Level level(Measured.Row row) {
    return row.value() == null ? Level.UNKNOWN : level(row.value());
  }

  Level level(double value) {
    if (crosses(value, limit.critical())) {
      return Level.CRITICAL;
    }
    return crosses(value, limit.warning()) ? Level.WARNING : Level.OK;
  }

  private boolean crosses(double value, @Nullable Double bound) {
    return bound != null && (lowerIsWorse ? value <= bound : value >= bound);
  }

  private Measurement measurement(String object, @Nullable Double value, Level level) {
    return new Measurement(
        kind, name, object, value, unit, limit.warning(), limit.critical(), level);
  }

  private Finding finding(Level level, String what, @Nullable String advice) {
    Finding.Severity severity =
        switch (level) {
          case CRITICAL -> Finding.Severity.ERROR;
          case WARNING, UNKNOWN -> Finding.Severity.WARNING;
          case OK, SKIPPED -> Finding.Severity.INFO;
        };
    String urgency = level == Level.UNKNOWN ? "" : " (" + Urgency.of(check, level).text() + ")";
    return Finding.of(severity, code(), name + ": " + what + urgency, advice);
  }

  private String code() {
    // The one of the table that has no limit is whether the server can be reached.
    boolean own = check == null && !kind.equals("health");
    return own ? "health-" + kind : "health-" + name.replace('_', '-').toLowerCase(Locale.ROOT);
  }

  private CheckResult result(
      Level level,
      String found,
      @Nullable String advice,
      List<Measurement> measurements,
      List<Finding> findings,
      Duration duration) {
    return new CheckResult(
        kind, check, name, level, expected(), found, advice, measurements, findings, duration);
  }

  /** The limits in words. */
  String expected() {
    String beyond = lowerIsWorse ? "above " : "below ";
    Double warning = limit.warning();
    Double critical = limit.critical();
    if (warning == null && critical == null) {
      return "no limit";
    }
    if (warning != null && critical != null && !warning.equals(critical)) {
      return beyond
          + Amount.text(warning, unit)
          + ", critical "
          + (lowerIsWorse ? "at or below " : "from ")
          + Amount.text(critical, unit);
    }
    return beyond
        + Amount.text(java.util.Objects.requireNonNull(warning == null ? critical : warning), unit);
  }
}
