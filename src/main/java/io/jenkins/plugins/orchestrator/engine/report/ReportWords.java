package io.jenkins.plugins.orchestrator.engine.report;

import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.List;
import java.util.Locale;

/** The words that all renderings of a report use for its states. */
public final class ReportWords {
  private ReportWords() {}

  /** {@code passed}, {@code timed out}: lower case, for people. */
  public static String of(Status status) {
    return token(status).replace('_', ' ');
  }

  /** {@code up}, {@code down}, {@code up again}. */
  public static String of(Direction direction) {
    return token(direction).replace('_', ' ');
  }

  /** {@code reversible}, {@code lossy}, {@code not reversible}, {@code not measured}. */
  public static String of(ReversibilityReport.Verdict verdict) {
    return switch (verdict) {
      case REVERSIBLE -> "reversible";
      case LOSSY -> "lossy";
      case NOT -> "not reversible";
      case UNKNOWN -> "not measured";
    };
  }

  /** {@code timed_out}: for formats that programs read. */
  public static String token(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** {@code 1 script}, {@code 3 scripts}. */
  public static String count(long number, String singular) {
    return count(number, singular, singular + "s");
  }

  /** {@code 1 query}, {@code 2 queries}. */
  public static String count(long number, String singular, String plural) {
    return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? singular : plural);
  }

  /** {@code file.sql:12:3}: the place of an error as editors open it. */
  public static String place(ScriptError error) {
    return error.line() > 0
        ? error.script() + ":" + error.line() + ":" + error.column()
        : error.script();
  }

  /** The error on one line: place, message, SQLSTATE. */
  public static String sentence(ScriptError error) {
    return place(error)
        + ": "
        + error.message()
        + (error.sqlState() == null ? "" : " (SQLSTATE " + error.sqlState() + ")");
  }

  /** {@code 2 failed, 1 skipped}: how the parts that did not pass ended; empty when all did. */
  public static String notPassed(List<Status> statuses) {
    StringBuilder text = new StringBuilder();
    for (Status status : Status.values()) {
      long count = statuses.stream().filter(each -> each == status).count();
      if (count > 0 && status != Status.PASSED) {
        text.append(text.isEmpty() ? "" : ", ").append(count + " " + of(status));
      }
    }
    return text.toString();
  }
}
