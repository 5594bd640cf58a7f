package io.jenkins.plugins.orchestrator.engine.report.csv;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/** Values as RFC 4180 has them. */
final class CsvCell {
  /** What makes a cell a formula; some programs look past spaces. */
  private static final Pattern FORMULA = Pattern.compile("\\s*[=+@-]");

  /** Begins with a sign and is none. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

  private CsvCell() {}

  /** A number of seconds. */
  static String of(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
  }

  /** A number as it stands, also a negative one; everything else as a text. */
  static String ofNumber(String text) {
    return NUMBER.matcher(text).matches() ? text : of(text);
  }

  /**
   * A text, quoted where it must be. One that a spreadsheet would take for a formula gets an
   * apostrophe in front: it would be run by whoever opens the file.
   */
  static String of(String text) {
    String safe = PlainText.visible(text);
    if (FORMULA.matcher(safe).lookingAt()) {
      safe = "'" + safe;
    }
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\'');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
