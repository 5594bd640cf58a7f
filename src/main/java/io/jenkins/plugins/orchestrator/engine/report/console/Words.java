package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.Locale;

/** Things as a person reads them on a terminal. */
public final class Words {
  private Words() {}

  /** {@code timed out}. */
  public static String of(Status status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 340 ms}, {@code 4.2 s}, {@code 3 m 05 s}. */
  public static String of(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 100_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    return String.format(
        Locale.ROOT, "%d m %02d s", duration.toMinutes(), duration.toSecondsPart());
  }

  /** The last part of a path. */
  public static String fileName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
