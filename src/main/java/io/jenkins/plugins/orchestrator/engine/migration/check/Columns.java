package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.check.SchemaChecks.Outcome;
import io.jenkins.plugins.orchestrator.engine.migration.script.Similar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks of columns: whether they exist, their type, whether they may be null. */
final class Columns {
  /**
   * The columns of a table; {@code to_regtype} knows every spelling of a type, but drops its
   * modifier, which is compared as text. Holds for 14 to 18.
   */
  private static final String COLUMNS =
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
        a.atttypid = pg_catalog.to_regtype(?)
      FROM pg_catalog.pg_attribute a
      WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """;

  private static final Pattern MODIFIER = Pattern.compile("\\(([^)]*)\\)");

  private Columns() {}

  static String expectation(ValidationSettings.Column column) {
    StringBuilder text = new StringBuilder("exists");
    if (column.type() != null) {
      text.append(", is ").append(column.type());
    }
    if (column.nullable() != null) {
      text.append(column.nullable() ? ", may be null" : ", is not null");
    }
    return text.toString();
  }

  static Outcome check(Connection connection, ValidationSettings.Column column)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, column.type() == null ? "text" : column.type());
      statement.setString(2, column.table());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1);
          if (name.equals(column.name())) {
            return compare(column, rows.getString(2), rows.getBoolean(3), rows.getBoolean(4));
          }
          names.add(name);
        }
      }
    }
    return names.isEmpty()
        ? Relations.missing(connection, column.table())
        : Outcome.failed(
            "does not exist",
            Similar.to(column.name(), names)
                .map(similar -> "did you mean \"" + similar + "\"?")
                .orElse(null));
  }

  private static Outcome compare(
      ValidationSettings.Column column, String type, boolean nullable, boolean isSameType) {
    String found = type + (nullable ? ", may be null" : ", is not null");
    boolean typeFits =
        column.type() == null || (isSameType && modifier(column.type()).equals(modifier(type)));
    boolean nullFits = column.nullable() == null || column.nullable() == nullable;
    return typeFits && nullFits ? Outcome.passed(found) : Outcome.failed(found, null);
  }

  private static String modifier(String type) {
    Matcher matcher = MODIFIER.matcher(type);
    return matcher.find() ? matcher.group(1).replace(" ", "") : "";
  }
}
