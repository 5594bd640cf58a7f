package io.jenkins.plugins.orchestrator.engine.backup.write;

import java.util.Locale;

/** Sizes as people say them: {@code 489.3 MB}. */
public final class Sizes {
  private static final double STEP = 1000;
  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Sizes() {}

  /** In powers of 1000. */
  public static String of(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.length - 1) {
      value /= STEP;
      unit++;
    }
    return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
