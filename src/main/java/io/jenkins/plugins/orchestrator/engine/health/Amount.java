package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Amount {
  private static final double NANOS = 1e9;

  /** Beyond this a number is no duration any more. */
  private static final double MOST_SECONDS = 9e8;

  private Amount() {}

  static String text(double value, Unit unit) {
    if (unit == Unit.SECONDS && Math.abs(value) < MOST_SECONDS) {
      return HumanDuration.of(Duration.ofNanos(Math.round(value * NANOS)));
    }
    return unit.text().isEmpty() ? plain(value) : plain(value) + " " + unit.text();
  }

  /** Two decimals at most, more only for what would be 0. */
  static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return Math.abs(value) < 0.01
        ? String.format(Locale.ROOT, "%.2g", value)
        : String.format(Locale.ROOT, "%.2f", value);
  }
}
