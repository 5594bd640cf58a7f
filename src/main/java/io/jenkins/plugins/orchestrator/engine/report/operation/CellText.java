package io.jenkins.plugins.orchestrator.engine.report.operation;

import io.jenkins.plugins.orchestrator.engine.report.HumanBytes;
import io.jenkins.plugins.orchestrator.engine.report.HumanDuration;
import io.jenkins.plugins.orchestrator.engine.report.HumanTime;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cell of a {@link ReportTable} as people read it and as it is sorted. A cell that is not what
 * its column says is shown as it stands and sorted before all others: the report is not lost over
 * it.
 *
 * @param text for people; empty when nothing is known
 * @param sort greater for more; null for columns that are sorted by their text
 */
public record CellText(String text, @Nullable Double sort) {
  /** Before everything that is known. */
  private static final double FIRST = -Double.MAX_VALUE;

  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE, 9);
  private static final int DIGITS = 60;

  /** The cell of a column of this kind. */
  public static CellText of(ReportColumn.Kind kind, String cell) {
    if (kind == ReportColumn.Kind.TEXT) {
      return new CellText(cell, null);
    }
    String value = cell.strip();
    if (value.isEmpty()) {
      return new CellText("", FIRST);
    }
    try {
      return known(kind, value);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      return new CellText(cell, FIRST);
    }
  }

  /** The status that a cell of a STATUS column holds; null when it holds none. */
  public static @Nullable Status status(String cell) {
    for (Status status : Status.values()) {
      if (status.name().equals(cell.strip())) {
        return status;
      }
    }
    return null;
  }

  /** From 0 for passed, more for worse. */
  public static int worseness(Status status) {
    return List.of(Status.values()).indexOf(status);
  }

  private static CellText known(ReportColumn.Kind kind, String value) {
    return switch (kind) {
      case TEXT -> new CellText(value, null);
      case NUMBER -> new CellText(value, finite(Double.parseDouble(value)));
      case SHARE -> {
        double percent = Double.parseDouble(value);
        if (!(percent >= 0 && percent <= 100)) {
          throw new ArithmeticException("no part of a whole");
        }
        yield new CellText(value + " %", percent);
      }
      case BYTES -> {
        long bytes = number(value).setScale(0, RoundingMode.HALF_UP).longValueExact();
        yield new CellText(HumanBytes.of(bytes), (double) bytes);
      }
      case DURATION -> {
        BigDecimal seconds = number(value);
        if (seconds.abs().compareTo(LONGEST) > 0) {
          throw new ArithmeticException("longer than can be said");
        }
        long nanos = seconds.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact();
        yield new CellText(HumanDuration.shortly(Duration.ofNanos(nanos)), (double) nanos);
      }
      case TIME -> {
        Instant time = Instant.parse(value);
        yield new CellText(HumanTime.of(time), (double) time.toEpochMilli());
      }
      // Ascending brings the worst up first.
      case STATUS -> {
        Status status = status(value);
        yield status == null
            ? new CellText(value, FIRST)
            : new CellText(ReportWords.of(status), (double) -worseness(status));
      }
    };
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : FIRST;
  }

  /** What is absurdly long or large is refused before it is written out. */
  private static BigDecimal number(String value) {
    if (value.length() > DIGITS) {
      throw new NumberFormatException("too long");
    }
    BigDecimal number = new BigDecimal(value);
    if (Math.abs((long) number.scale()) > DIGITS) {
      throw new ArithmeticException("too large or too small");
    }
    return number;
  }
}
