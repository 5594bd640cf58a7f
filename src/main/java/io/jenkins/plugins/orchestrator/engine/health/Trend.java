package io.jenkins.plugins.orchestrator.engine.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a number is going, as far as its past says so.
 *
 * @param samples how many values there were
 * @param span from the first to the last
 * @param fit of the values against days since the first; null when there is too little
 * @param why why nothing is said of the future; empty when something is
 */
record Trend(
    int samples, Duration span, @org.jspecify.annotations.Nullable TheilSen fit, String why) {
  /** With fewer values Sen's interval says next to nothing. */
  static final int LEAST_SAMPLES = 10;

  /** A shorter past shows the hours of a day, not growth. */
  static final Duration LEAST_SPAN = Duration.ofDays(2);

  /** A line is not drawn further ahead than so many times the past that it comes from. */
  private static final double MOST_AHEAD = 4;

  /** The half of the points may lie this part of the whole growth off the line, not more. */
  private static final double MOST_RESIDUAL = 0.2;

  /** More points are thinned out: pairs grow with the square. */
  private static final int MOST_POINTS = 100;

  private static final double SECONDS_PER_DAY = 86_400;

  /** A value and when it was measured. */
  record Point(Instant time, double value) {}

  static Trend of(List<Point> points) {
    if (points.isEmpty()) {
      return new Trend(0, Duration.ZERO, null, "no earlier values");
    }
    Instant first = points.get(0).time();
    Duration span = Duration.between(first, points.get(points.size() - 1).time());
    int n = points.size();
    if (n < LEAST_SAMPLES) {
      return new Trend(n, span, null, "n = " + n + ", at least " + LEAST_SAMPLES + " are needed");
    }
    if (span.compareTo(LEAST_SPAN) < 0) {
      return new Trend(
          n, span, null, "n = " + n + " within " + span.toHours() + " h, at least 48 h are needed");
    }
    List<Point> used = thinned(points);
    double[] x =
        used.stream().mapToDouble(point -> days(Duration.between(first, point.time()))).toArray();
    double[] y = used.stream().mapToDouble(Point::value).toArray();
    Optional<TheilSen> fit = TheilSen.fit(x, y);
    if (fit.isEmpty()) {
      return new Trend(n, span, null, "n = " + n + " at less than three moments");
    }
    return new Trend(n, span, fit.get(), doubt(fit.get(), span));
  }

  private static String doubt(TheilSen fit, Duration span) {
    if (fit.least() <= 0) {
      return "it does not surely grow";
    }
    if (fit.residual() > MOST_RESIDUAL * fit.slope() * days(span)) {
      return "the values lie too far off a straight line";
    }
    return "";
  }

  private static double days(Duration duration) {
    return duration.toSeconds() / SECONDS_PER_DAY;
  }

  /** The median of each of so many equal stretches. */
  private static List<Point> thinned(List<Point> points) {
    if (points.size() <= MOST_POINTS) {
      return points;
    }
    List<Point> thinned = new ArrayList<>();
    for (int i = 0; i < MOST_POINTS; i++) {
      List<Point> stretch =
          points.subList(i * points.size() / MOST_POINTS, (i + 1) * points.size() / MOST_POINTS);
      double value = TheilSen.median(stretch.stream().mapToDouble(Point::value).toArray());
      thinned.add(new Point(stretch.get(stretch.size() / 2).time(), value));
    }
    return thinned;
  }

  /**
   * When a bound is reached: from the line's value now, by its slope; earliest and latest by the
   * ends of the slope's confidence interval.
   *
   * @param days from the last value, at least 0
   * @param earliest likewise
   * @param latest likewise
   */
  record Forecast(double days, double earliest, double latest, int samples) {
    /** Such as {@code in about 12 days (10 to 15, n = 30)}. */
    String text() {
      return "in about "
          + round(days)
          + (round(days).equals("1") ? " day (" : " days (")
          + round(earliest)
          + " to "
          + round(latest)
          + ", n = "
          + samples
          + ")";
    }

    private static String round(double days) {
      return String.format(Locale.ROOT, days < 3 ? "%.1f" : "%.0f", days).replace(".0", "");
    }
  }

  /** Whether the values grow for sure, and along a line. */
  boolean isGrowing() {
    return fit != null && why.isEmpty();
  }

  /** Empty when the past says too little, or the bound lies too far ahead of it. */
  Optional<Forecast> reaches(double bound) {
    if (!isGrowing()) {
      return Optional.empty();
    }
    TheilSen line = Objects.requireNonNull(fit);
    double past = days(span);
    double missing = Math.max(0, bound - line.at(past));
    double ahead = missing / line.slope();
    return ahead > MOST_AHEAD * past
        ? Optional.empty()
        : Optional.of(new Forecast(ahead, missing / line.most(), missing / line.least(), samples));
  }
}
