package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The server that a backup is restored on for good, as it was when it was looked at.
 *
 * @param maintenance a database of it that exists, from which the others are made and renamed
 * @param databaseExists whether it has a database of the wanted name
 * @param version its version
 * @param role that we are there
 * @param standby whether it takes no writes
 * @param createsDatabases whether the role may
 * @param createsRoles whether the role may
 * @param missingRoles those asked for that it has not
 * @param systemIdentifier of its cluster, null where the role may not know
 * @param nextTransaction the number of its next transaction
 */
public record TargetServer(
    DatabaseTarget maintenance,
    boolean databaseExists,
    ServerVersion version,
    String role,
    boolean standby,
    boolean createsDatabases,
    boolean createsRoles,
    Set<String> missingRoles,
    @Nullable String systemIdentifier,
    long nextTransaction) {
  private static final String ROLE_EXISTS =
      "SELECT 1 FROM pg_catalog.pg_roles r WHERE r.rolname = ?";

  /** Holds for 14 to 18, on standbys too. */
  private static final String NEXT_TRANSACTION =
      "SELECT pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::numeric";

  public TargetServer {
    missingRoles = java.util.Collections.unmodifiableSet(new TreeSet<>(missingRoles));
  }

  /**
   * Looks; changes nothing.
   *
   * @param target the wanted database, which may not exist
   * @param roles that what is restored names
   * @throws SwapException when the server could not be asked
   */
  public static TargetServer look(
      DatabaseTarget target, Set<String> roles, String applicationName, Redactor redactor)
      throws SwapException {
    try (CloneServer server = CloneServer.of(target, applicationName)) {
      Set<String> missing = new TreeSet<>();
      for (String role : roles) {
        if (!has(server.session(), role)) {
          missing.add(role);
        }
      }
      return new TargetServer(
          server.session().target(),
          FoundDatabase.named(server.session(), target.database()).isPresent(),
          server.version(),
          server.role(),
          server.isStandby(),
          server.createsDatabases(),
          server.createsRoles(),
          missing,
          server.systemIdentifier(),
          nextTransaction(server.session()));
    } catch (SQLException e) {
      SnapshotException said = ServerErrors.connecting(target, e, redactor);
      throw new SwapException(String.valueOf(said.getMessage()), said);
    }
  }

  /**
   * Makes roles that cannot log in and have no rights; they stay.
   *
   * @throws SwapException when one cannot be made; those before it were
   */
  public static void createRoles(
      DatabaseTarget target, Set<String> roles, String applicationName, Redactor redactor)
      throws SwapException {
    try (CloneServer server = CloneServer.of(target, applicationName)) {
      for (String role : roles) {
        String quoted = Session.quoteIdentifier(role);
        server.session().execute("CREATE ROLE " + quoted + " NOLOGIN");
        if (!server.isSuperuser()) {
          server.session().execute("GRANT " + quoted + " TO CURRENT_USER");
        }
      }
    } catch (SQLException e) {
      SnapshotException said =
          ServerErrors.doing(target.toString(), "making the missing roles", e, redactor);
      throw new SwapException(String.valueOf(said.getMessage()), said);
    }
  }

  private static boolean has(Session session, String role) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(ROLE_EXISTS)) {
      statement.setString(1, role);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static long nextTransaction(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(NEXT_TRANSACTION)) {
      row.next();
      return row.getLong(1);
    }
  }
}
