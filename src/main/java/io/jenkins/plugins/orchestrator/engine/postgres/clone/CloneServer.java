package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session in the maintenance database of a server, with what the server lets it do. That database
 * is where the advisory locks are that all runs agree on.
 */
final class CloneServer implements AutoCloseable {
  /** Holds for 14 to 18. */
  private static final String RIGHTS =
      "SELECT r.rolname, r.rolsuper, r.rolcreatedb, r.rolcreaterole,"
          + " pg_catalog.pg_is_in_recovery() AS standby"
          + " FROM pg_catalog.pg_roles r WHERE r.rolname = current_user";

  /** Holds for 14 to 18; everybody may call it unless that was revoked. */
  private static final String IDENTIFIER =
      "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

  /** Databases that may stand in for {@code postgres} where that is missing. Holds for 14 to 18. */
  private static final String OTHERS =
      "SELECT d.datname FROM pg_catalog.pg_database d WHERE d.datallowconn AND NOT d.datistemplate"
          + " AND pg_catalog.has_database_privilege(d.oid, 'CONNECT')"
          + " AND d.datname <> 'postgres' AND d.datname <> pg_catalog.current_database()"
          + " AND pg_catalog.left(d.datname, 5) <> 'orch_' ORDER BY d.oid LIMIT 5";

  private static final String USUAL = "postgres";
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

  /** No such database; no right to connect; pg_hba.conf has no line for it: try another one. */
  private static final Set<String> NOT_THIS_ONE = Set.of("3D000", "42501", "28000", "55000");

  private final Session session;
  private final String role;
  private final boolean superuser;
  private final boolean createsDatabases;
  private final boolean createsRoles;
  private final boolean standby;
  private final @Nullable String systemIdentifier;

  private CloneServer(Session session) throws SQLException {
    this.session = session;
    BoundedSql.limit(session, STATEMENT_LIMIT);
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(RIGHTS)) {
      row.next();
      role = row.getString("rolname");
      superuser = row.getBoolean("rolsuper");
      createsDatabases = superuser || row.getBoolean("rolcreatedb");
      createsRoles = superuser || row.getBoolean("rolcreaterole");
      standby = row.getBoolean("standby");
    }
    systemIdentifier = systemIdentifier(session);
  }

  /**
   * Connects to the maintenance database of a server: {@code postgres}, else another one than the
   * one given (never template1: a session there keeps others from CREATE DATABASE), and only where
   * there is none, that one itself.
   */
  static CloneServer of(DatabaseTarget database, String applicationName) throws SQLException {
    return open(database.withDatabase(USUAL), database, applicationName);
  }

  private static CloneServer open(
      DatabaseTarget first, DatabaseTarget second, String applicationName) throws SQLException {
    SessionSettings settings = SessionSettings.named(applicationName);
    try {
      return of(Session.open(first, settings));
    } catch (SQLException e) {
      if (!NOT_THIS_ONE.contains(String.valueOf(e.getSQLState()))) {
        throw e;
      }
    }
    Session fallback = Session.open(second, settings);
    Session other = null;
    for (String name : others(fallback)) {
      other = other != null ? other : tryToOpen(second.withDatabase(name), settings);
    }
    if (other != null) {
      fallback.close();
      return of(other);
    }
    return of(fallback);
  }

  /** Null when it is listed, but refused by pg_hba.conf or by a managed service. */
  private static @Nullable Session tryToOpen(DatabaseTarget target, SessionSettings settings) {
    try {
      return Session.open(target, settings);
    } catch (SQLException e) {
      return null;
    }
  }

  private static CloneServer of(Session session) throws SQLException {
    try {
      return new CloneServer(session);
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  private static List<String> others(Session session) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(OTHERS)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    } catch (SQLException e) {
      session.close();
      throw e;
    }
    return names;
  }

  /** The cluster's identity; null where the role may not read it. */
  static @Nullable String systemIdentifier(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(IDENTIFIER)) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState()) || "42883".equals(e.getSQLState())) {
        return null;
      }
      throw e;
    }
  }

  Session session() {
    return session;
  }

  /** How a database of this server is reached. */
  DatabaseTarget target(String database) {
    return session.target().withDatabase(database);
  }

  ServerVersion version() {
    return session.version();
  }

  /** The role that we are here. */
  String role() {
    return role;
  }

  boolean isSuperuser() {
    return superuser;
  }

  boolean createsDatabases() {
    return createsDatabases;
  }

  boolean createsRoles() {
    return createsRoles;
  }

  boolean isStandby() {
    return standby;
  }

  @Nullable String systemIdentifier() {
    return systemIdentifier;
  }

  /** For journals and keys: the system identifier, else the address. */
  String identity() {
    return systemIdentifier != null ? systemIdentifier : "at " + session.target().hosts();
  }

  /** {@code host:port/maintenance database}. */
  String place() {
    return session.target().toString();
  }

  boolean isOpen() {
    try {
      return session.connection().isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() throws SQLException {
    session.close();
  }
}
