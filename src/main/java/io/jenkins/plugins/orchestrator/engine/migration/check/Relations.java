package io.jenkins.plugins.orchestrator.engine.migration.check;

import io.jenkins.plugins.orchestrator.engine.migration.check.SchemaChecks.Outcome;
import io.jenkins.plugins.orchestrator.engine.migration.script.Similar;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks of tables, views and indexes by their names as SQL writes them. */
final class Relations {
  /** Kind and validity of a relation; no row when there is none. Holds for 14 to 18. */
  private static final String RELATION =
      """
      SELECT c.relkind, coalesce(i.indisvalid AND i.indisready, true)
      FROM pg_catalog.pg_class c
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE c.oid = pg_catalog.to_regclass(?)
      """;

  /** The names of all relations of the user's, as SQL writes them. Holds for 14 to 18. */
  private static final String NAMES =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'i', 'I')
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      """;

  private record Relation(String kind, boolean valid) {}

  private Relations() {}

  static Outcome table(Connection connection, String name) throws SQLException {
    return of(connection, name, "a table", "rpf");
  }

  static Outcome view(Connection connection, String name) throws SQLException {
    return of(connection, name, "a view", "vm");
  }

  static Outcome index(Connection connection, String name) throws SQLException {
    Optional<Relation> relation = read(connection, name);
    if (relation.isPresent() && !relation.get().valid()) {
      return Outcome.failed(
          "it is invalid", "drop it and build it again: DROP INDEX CONCURRENTLY " + name);
    }
    return of(connection, name, "an index", "iI");
  }

  private static Outcome of(Connection connection, String name, String what, String kinds)
      throws SQLException {
    Optional<Relation> relation = read(connection, name);
    if (relation.isEmpty()) {
      return missing(connection, name);
    }
    String kind = relation.get().kind();
    return kinds.contains(kind)
        ? Outcome.passed("exists")
        : Outcome.failed("it is " + describe(kind) + ", not " + what, null);
  }

  /** What to say of a relation that does not exist. */
  static Outcome missing(Connection connection, String name) throws SQLException {
    String advice =
        Similar.to(name, names(connection))
            .map(similar -> "did you mean \"" + similar + "\"?")
            .orElse("names are looked up as SQL does: qualify them, quote what is not lower case");
    return Outcome.failed("does not exist", advice);
  }

  private static Optional<Relation> read(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(RELATION)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(new Relation(row.getString(1), row.getBoolean(2)))
            : Optional.empty();
      }
    }
  }

  private static List<String> names(Connection connection) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(NAMES)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private static String describe(String relkind) {
    return switch (relkind) {
      case "r" -> "a table";
      case "p" -> "a partitioned table";
      case "f" -> "a foreign table";
      case "v" -> "a view";
      case "m" -> "a materialized view";
      case "i", "I" -> "an index";
      case "S" -> "a sequence";
      default -> "a relation of kind " + relkind;
    };
  }
}
