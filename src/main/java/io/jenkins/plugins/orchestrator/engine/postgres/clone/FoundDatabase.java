package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A database as the server lists it.
 *
 * @param owner its owner
 * @param connectionLimit {@code -2} when a DROP of it was cancelled
 * @param comment null for none
 */
record FoundDatabase(
    long oid,
    String name,
    String owner,
    boolean isTemplate,
    boolean allowsConnections,
    int connectionLimit,
    @Nullable String comment) {
  /** The limit of a database whose DROP did not end; 14.9, 15.4, 16 and later. */
  static final int INVALID = -2;

  /** Holds for 14 to 18. */
  private static final String QUERY =
      "SELECT d.oid::bigint, d.datname, pg_catalog.pg_get_userbyid(d.datdba), d.datistemplate,"
          + " d.datallowconn, d.datconnlimit,"
          + " pg_catalog.shobj_description(d.oid, 'pg_database')"
          + " FROM pg_catalog.pg_database d";

  static Optional<FoundDatabase> named(Session session, String name) throws SQLException {
    return query(session, QUERY + " WHERE d.datname = ?", name).stream().findFirst();
  }

  /** Those whose names begin so, by name. */
  static List<FoundDatabase> beginning(Session session, String prefix) throws SQLException {
    return query(
        session, QUERY + " WHERE pg_catalog.starts_with(d.datname, ?) ORDER BY d.datname", prefix);
  }

  private static List<FoundDatabase> query(Session session, String sql, String parameter)
      throws SQLException {
    List<FoundDatabase> found = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new FoundDatabase(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getBoolean(4),
                  rows.getBoolean(5),
                  rows.getInt(6),
                  rows.getString(7)));
        }
      }
    }
    return found;
  }

  /** Our mark on it; empty when there is none or it was made for another database. */
  Optional<Mark> mark() {
    return Mark.parse(comment).filter(mark -> mark.oid() == oid);
  }

  boolean isInvalid() {
    return connectionLimit == INVALID;
  }
}
