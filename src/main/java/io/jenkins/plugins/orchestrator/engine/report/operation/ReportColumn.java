package io.jenkins.plugins.orchestrator.engine.report.operation;

import java.io.Serializable;

/**
 * A column of a {@link ReportTable}.
 *
 * @param name its heading
 * @param kind how its cells are written and sorted
 */
public record ReportColumn(String name, Kind kind) implements Serializable {
  /** What a column's cells hold. Every cell may be empty: nothing is known. */
  public enum Kind {
    /** Words. */
    TEXT,
    /** A number as {@link Double#parseDouble} reads it; shown as it stands. */
    NUMBER,
    /** A number of bytes; shown with a unit. */
    BYTES,
    /** A number of seconds, with fractions; shown for people. */
    DURATION,
    /** A part of a whole, a number from 0 to 100; shown in percent, with a bar as long. */
    SHARE,
    /** ISO 8601, as {@link java.time.Instant#parse} reads it. */
    TIME,
    /**
     * The name of a {@link io.jenkins.plugins.orchestrator.engine.run.Status}; shown as a badge.
     */
    STATUS
  }
}
