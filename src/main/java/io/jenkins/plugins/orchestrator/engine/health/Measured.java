package io.jenkins.plugins.orchestrator.engine.health;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a check saw, before it is held against limits.
 *
 * @param rows what was measured; none when there is nothing to measure, which is fine
 * @param fine what is said when there are no rows
 * @param skipped why it does not apply; null when it does
 * @param unknown why nothing could be measured, and what to do; null when it could
 */
record Measured(List<Row> rows, String fine, @Nullable String skipped, @Nullable String unknown) {
  /**
   * One thing that was measured.
   *
   * @param value null when this one could not be
   * @param object what it is
   * @param advice what to do when it is bad, preferably as SQL; null for nothing
   * @param label names it in metrics and in the history, where it is the same in every run; empty
   *     for what comes and goes, of which only the worst is kept
   */
  record Row(@Nullable Double value, String object, @Nullable String advice, String label) {
    Row(@Nullable Double value, String object, @Nullable String advice) {
      this(value, object, advice, "");
    }
  }

  Measured {
    rows = List.copyOf(rows);
  }

  static Measured of(List<Row> rows, String fine) {
    return new Measured(rows, fine, null, null);
  }

  static Measured one(double value, String object, @Nullable String advice) {
    return of(List.of(new Row(value, object, advice)), "");
  }

  static Measured skipped(String why) {
    return new Measured(List.of(), "", why, null);
  }

  static Measured unknown(String why) {
    return new Measured(List.of(), "", null, why);
  }

  /** All values that are known, added up. */
  OptionalDouble sum() {
    return rows.stream().allMatch(row -> row.value() == null)
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            rows.stream()
                .map(Row::value)
                .filter(java.util.Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum());
  }
}
