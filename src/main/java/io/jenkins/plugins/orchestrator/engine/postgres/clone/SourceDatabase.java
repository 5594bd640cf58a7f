package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A session that cannot write in the database that is copied, with what a copy needs of it. */
final class SourceDatabase implements AutoCloseable {
  /** Holds for 14 to 18. */
  private static final String SELF =
      "SELECT d.oid::bigint FROM pg_catalog.pg_database d"
          + " WHERE d.datname = pg_catalog.current_database()";

  /**
   * The roles that something in the database belongs to, was granted to, or is a policy for. The
   * cluster's first superuser is pinned and never listed: it is added. Holds for 14 to 18.
   */
  private static final String ROLES =
      "SELECT DISTINCT r.rolname FROM pg_catalog.pg_shdepend s"
          + " JOIN pg_catalog.pg_roles r ON r.oid = s.refobjid"
          + " WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass"
          + " AND s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d"
          + " WHERE d.datname = pg_catalog.current_database())"
          + " UNION SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid = 10";

  private static final String EXTENSIONS =
      "SELECT extname FROM pg_catalog.pg_extension WHERE extname <> 'plpgsql'";

  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

  private final Session session;
  private final long oid;
  private final @Nullable String systemIdentifier;

  private SourceDatabase(Session session) throws SQLException {
    this.session = session;
    BoundedSql.limit(session, STATEMENT_LIMIT);
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(SELF)) {
      row.next();
      oid = row.getLong(1);
    }
    systemIdentifier = CloneServer.systemIdentifier(session);
  }

  static SourceDatabase open(DatabaseTarget source, String applicationName, Redactor redactor)
      throws SnapshotException {
    try {
      Session session = Session.open(source, SessionSettings.readOnly(applicationName));
      try {
        return new SourceDatabase(session);
      } catch (SQLException | RuntimeException e) {
        session.close();
        throw e;
      }
    } catch (SQLException e) {
      throw ServerErrors.connecting(source, e, redactor);
    }
  }

  Session session() {
    return session;
  }

  long oid() {
    return oid;
  }

  ServerVersion version() {
    return session.version();
  }

  @Nullable String systemIdentifier() {
    return systemIdentifier;
  }

  Set<String> roles() throws SQLException {
    return names(ROLES);
  }

  /** The role that initdb made: what belongs to it leaves no trace in the shared dependencies. */
  String bootstrapRole() throws SQLException {
    return names("SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.oid = 10").iterator().next();
  }

  Set<String> extensions() throws SQLException {
    return names(EXTENSIONS);
  }

  /** Whether it has a publication that only a superuser can make: of all tables or of a schema. */
  boolean publishesAllTables() throws SQLException {
    String schemas =
        version().isAtLeast(15)
            ? "EXISTS (SELECT FROM pg_catalog.pg_publication_namespace)"
            : "false";
    try (Statement statement = session.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_publication p WHERE p.puballtables) OR "
                    + schemas)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private Set<String> names(String query) throws SQLException {
    Set<String> names = new TreeSet<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
