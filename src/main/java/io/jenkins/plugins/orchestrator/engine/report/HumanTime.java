package io.jenkins.plugins.orchestrator.engine.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Points in time as people read them: {@code 2026-03-01 03:00:00 UTC}. */
public final class HumanTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private HumanTime() {}

  /** To the second. */
  public static String of(Instant time) {
    return FORM.format(time);
  }
}
