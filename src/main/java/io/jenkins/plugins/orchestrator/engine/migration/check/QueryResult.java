package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.config.Expectation;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of a query's result can be expected of.
 *
 * @param rows how many there are; -1 when the statement gives none
 * @param value the first column of the first row as PostgreSQL prints it, null for SQL's null or
 *     without a row
 */
public record QueryResult(long rows, @Nullable String value) {
  /** The result of a statement that gives no rows. */
  public static QueryResult none() {
    return new QueryResult(-1, null);
  }

  /** Reads a result to its end. */
  public static QueryResult read(ResultSet result) throws SQLException {
    long rows = 0;
    String value = null;
    while (result.next()) {
      if (rows == 0) {
        value = result.getString(1);
      }
      rows++;
    }
    return new QueryResult(rows, value);
  }

  /** What of an expectation does not hold, in words; empty when all of it does. */
  public Optional<String> broken(Expectation expected) {
    if (expected.rows() != null && rows != expected.rows()) {
      return Optional.of("found " + rows + " rows, expected " + expected.rows());
    }
    if (expected.value() == null && expected.min() == null && expected.max() == null) {
      return Optional.empty();
    }
    if (rows != 1) {
      return Optional.of("found " + Math.max(0, rows) + " rows, expected one row with one value");
    }
    String found = value == null ? "null" : value;
    if (expected.value() != null && !isSame(found, expected.value())) {
      return Optional.of("found " + found + ", expected " + expected.value());
    }
    return outOfRange(found, expected);
  }

  private static Optional<String> outOfRange(String found, Expectation expected) {
    if (expected.min() == null && expected.max() == null) {
      return Optional.empty();
    }
    Optional<BigDecimal> number = number(found);
    if (number.isEmpty()) {
      return Optional.of("found " + found + ", expected a number");
    }
    if (expected.min() != null && number.get().compareTo(expected.min()) < 0) {
      return Optional.of("found " + found + ", expected at least " + expected.min());
    }
    if (expected.max() != null && number.get().compareTo(expected.max()) > 0) {
      return Optional.of("found " + found + ", expected at most " + expected.max());
    }
    return Optional.empty();
  }

  /** Equal as texts, or as numbers: 0 and 0.00 are the same. */
  private static boolean isSame(String found, String expected) {
    Optional<BigDecimal> left = number(found);
    Optional<BigDecimal> right = number(expected);
    return (left.isPresent() && right.isPresent())
        ? left.get().compareTo(right.get()) == 0
        : found.equals(expected);
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** An expectation in words. */
  static String describe(Expectation expected) {
    List<String> parts = new ArrayList<>();
    if (expected.value() != null) {
      parts.add(expected.value());
    }
    if (expected.rows() != null) {
      parts.add(expected.rows() + " rows");
    }
    if (expected.min() != null) {
      parts.add("at least " + expected.min());
    }
    if (expected.max() != null) {
      parts.add("at most " + expected.max());
    }
    return parts.isEmpty() ? "anything" : String.join(", ", parts);
  }

  /** What was found, in words. */
  @Override
  public String toString() {
    if (rows == 1) {
      return value == null ? "null" : value;
    }
    return rows < 0 ? "no result" : rows + " rows";
  }
}
