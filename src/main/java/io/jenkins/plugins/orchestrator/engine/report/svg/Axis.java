package io.jenkins.plugins.orchestrator.engine.report.svg;

import io.jenkins.plugins.orchestrator.engine.report.svg.Timeline.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The marks of a time axis: round times, few enough for a telephone. */
final class Axis {
  private static final int MOST = 6;
  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final long MIN = 60 * S;
  private static final long H = 60 * MIN;
  private static final long[] STEPS = {
    MS, 2 * MS, 5 * MS, 10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS, S, 2 * S, 5 * S,
    10 * S, 15 * S, 30 * S, MIN, 2 * MIN, 5 * MIN, 10 * MIN, 15 * MIN, 30 * MIN, H, 2 * H, 6 * H,
    12 * H, 24 * H
  };

  private Axis() {}

  static List<Tick> ticks(Duration total) {
    long nanos = total.toNanos();
    long step = step(nanos);
    List<Tick> ticks = new ArrayList<>();
    for (long at = 0; at <= nanos; at += step) {
      ticks.add(new Tick((double) at / (double) nanos, label(at, step)));
    }
    return ticks;
  }

  private static long step(long nanos) {
    for (long step : STEPS) {
      if (nanos / step < MOST) {
        return step;
      }
    }
    long day = STEPS[STEPS.length - 1];
    return (nanos / day / MOST + 1) * day;
  }

  private static String label(long at, long step) {
    if (at == 0) {
      return "0";
    }
    if (step < S) {
      return at < S ? at / MS + " ms" : number((double) at / S) + " s";
    }
    if (step < MIN) {
      return at < 2 * MIN ? at / S + " s" : number((double) at / MIN) + " min";
    }
    return at < H ? at / MIN + " min" : number((double) at / H) + " h";
  }

  private static String number(double value) {
    String number = String.format(Locale.ROOT, "%.2f", value);
    return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
  }
}
