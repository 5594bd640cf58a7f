package io.jenkins.plugins.orchestrator.engine.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the file has them: {@code 200ms}, {@code 1s}, {@code 1.5s}, {@code 5m}, {@code
 * 1h30m}, {@code 2d}; a plain number is seconds.
 */
public final class Durations {
  /** What PostgreSQL's time limits can hold is a little more: an int of milliseconds. */
  static final Duration LONGEST = Duration.ofDays(24);

  /** Also the JSON Schema's pattern. */
  static final String PATTERN =
      "^([0-9]{1,9}(\\.[0-9]{1,6})?(ms|s|m|h|d)){1,5}$|^[0-9]{1,9}(\\.[0-9]{1,6})?$";

  public static final String EXPECTED = "a duration such as 200ms, 30s, 5m or 1h30m";

  private static final Pattern WHOLE = Pattern.compile(PATTERN);
  private static final Pattern PART = Pattern.compile("([0-9.]+)(ms|s|m|h|d)?");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private Durations() {}

  /** Empty when the text is no duration, or one that is too long. */
  public static Optional<Duration> parse(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      Duration unit = UNITS.get(part.group(2) == null ? "s" : part.group(2));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unit.toNanos())));
    }
    return nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanos.longValue()));
  }
}
