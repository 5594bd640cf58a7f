package io.jenkins.plugins.orchestrator.engine.report;

import java.time.Duration;
import java.util.Locale;

/** Durations as people say them: {@code 310 ms}, {@code 12.3 s}, {@code 4.5 minutes}. */
public final class HumanDuration {
  private static final double MILLISECOND = 1e-3;
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  private HumanDuration() {}

  /** For sentences; about three digits, never a unit that rounds up to the next one. */
  public static String of(Duration duration) {
    return format(duration, " minutes", " hours", " days");
  }

  /** For tables and axes, where place is dear: {@code 4.5 min}. */
  public static String shortly(Duration duration) {
    return format(duration, " min", " h", " d");
  }

  private static String format(Duration duration, String minutes, String hours, String days) {
    double seconds = duration.getSeconds() + duration.getNano() / 1e9;
    if (seconds < 0) {
      return "-" + format(duration.negated(), minutes, hours, days);
    }
    if (seconds == 0) {
      return "0 ms";
    }
    // Each limit lies half a last digit below the next unit, so that 999.6 ms is 1.00 s.
    if (seconds < 0.9995) {
      double milliseconds = seconds / MILLISECOND;
      return milliseconds < 9.95
          ? atLeast(milliseconds, 0.1) + " ms"
          : Math.round(milliseconds) + " ms";
    }
    if (seconds < 9.995) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < HOUR - 3) {
      return count(seconds / MINUTE, minutes);
    }
    if (seconds < DAY - 180) {
      return count(seconds / HOUR, hours);
    }
    return count(seconds / DAY, days);
  }

  private static String atLeast(double value, double least) {
    return value < least ? "<" + least : oneDecimal(value);
  }

  private static String count(double value, String unit) {
    String number = oneDecimal(value);
    boolean one = number.equals("1") && unit.endsWith("s");
    return number + (one ? unit.substring(0, unit.length() - 1) : unit);
  }

  private static String oneDecimal(double value) {
    String number = String.format(Locale.ROOT, "%.1f", value);
    return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
  }
}
