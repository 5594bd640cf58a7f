package io.jenkins.plugins.orchestrator.engine.report;

import java.util.Locale;

/** Sizes as people say them: {@code 12 KiB}, {@code 489 MiB}, {@code 1.5 GiB}. */
public final class HumanBytes {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final long GIB = 1024 * MIB;
  private static final long TIB = 1024 * GIB;

  private HumanBytes() {}

  /** About three digits; what is smaller than 1 MiB is rounded up to KiB. */
  public static String of(long bytes) {
    if (bytes < 0) {
      return "-" + of(-Math.max(bytes, -Long.MAX_VALUE));
    }
    if (bytes < MIB) {
      return ReportWords.count((bytes + KIB - 1) / KIB, "KiB", "KiB");
    }
    if (bytes < GIB) {
      return ReportWords.count(bytes / MIB, "MiB", "MiB");
    }
    return bytes < TIB
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) GIB)
        : String.format(Locale.ROOT, "%,.1f TiB", bytes / (double) TIB);
  }
}
