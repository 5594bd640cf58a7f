package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks whether a server has and allows what an archive needs, before the restore fails at it:
 * roles (owners, grants, policies), extensions, event triggers, publications of all tables. What a
 * role may do is probed in the empty database and rolled back, because managed services allow more,
 * and less, than {@code rolsuper} says.
 */
final class RestorePreflight {
  private static final String ROLE_EXISTS =
      "SELECT r.oid::bigint FROM pg_catalog.pg_roles r WHERE r.rolname = ?";

  /** Whether we may give objects to a role; 16 tells SET apart from membership. */
  private static final String MAY_ACT_AS = "SELECT pg_catalog.pg_has_role(?::name, ?)";

  private static final String EXTENSION_AVAILABLE =
      "SELECT 1 FROM pg_catalog.pg_available_extensions e WHERE e.name = ?";

  private static final String PROBE_EVENT_TRIGGER =
      "CREATE FUNCTION public.orchestrate_probe() RETURNS event_trigger LANGUAGE plpgsql"
          + " AS 'BEGIN END'; CREATE EVENT TRIGGER orchestrate_probe ON ddl_command_start"
          + " EXECUTE FUNCTION public.orchestrate_probe()";

  private static final String PROBE_PUBLICATION =
      "CREATE PUBLICATION orchestrate_probe FOR ALL TABLES";

  private final CloneServer server;
  private final CloneWork work;
  private final boolean foreign;

  /**
   * @param foreign whether the server is another one than the source's: only there may roles be
   *     made
   */
  RestorePreflight(CloneServer server, CloneWork work, boolean foreign) {
    this.server = server;
    this.work = work;
    this.foreign = foreign;
  }

  /**
   * Makes the roles that are missing, or says what is.
   *
   * @param roles all that the source's objects name
   * @param owners those that own some
   * @param expires when roles that are made for the restore may go
   * @param made takes the journal's lines of those that were made; to be settled when something
   *     that outlives the run needs them
   */
  void roles(Set<String> roles, Set<String> owners, Instant expires, List<JournalLine> made)
      throws SnapshotException, SQLException, IOException {
    Set<String> missing = new TreeSet<>();
    for (String role : roles) {
      if (!exists(role)) {
        missing.add(role);
      }
    }
    if (!missing.isEmpty() && !(foreign && server.createsRoles())) {
      throw SnapshotException.of(
          server.place(),
          "no role " + String.join(", ", missing),
          "the roles that objects of the source belong to or are granted to",
          "CREATE ROLE … NOLOGIN them there"
              + (foreign ? ", or give role " + server.role() + " CREATEROLE." : "."));
    }
    for (String role : missing) {
      create(role, expires, made);
    }
    if (server.isSuperuser()) {
      return;
    }
    List<String> refused = new ArrayList<>();
    for (String owner : owners) {
      if (!missing.contains(owner) && !mayActAs(owner)) {
        refused.add(owner);
      }
    }
    if (!refused.isEmpty()) {
      throw SnapshotException.of(
          server.place(),
          "that role "
              + server.role()
              + " is no member of "
              + String.join(", ", refused)
              + ", which own objects of the source",
          "a role that may give objects to them",
          "GRANT those roles to it, or connect as a superuser.");
    }
  }

  /** Made and marked in one transaction: there is never one of ours without its mark. */
  private void create(String role, Instant expires, List<JournalLine> made)
      throws SQLException, IOException {
    made.add(
        work.journal()
            .intend(JournalLine.onServer(JournalLine.INTENT, JournalLine.ROLE, role, server)));
    Connection connection = server.session().connection();
    connection.setAutoCommit(false);
    try {
      createMarked(role, expires);
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    work.say("made the missing role " + role + " (NOLOGIN) on " + server.place());
  }

  private void createMarked(String role, Instant expires) throws SQLException {
    Session session = server.session();
    String quoted = Session.quoteIdentifier(role);
    session.execute("CREATE ROLE " + quoted + " NOLOGIN");
    long oid = oid(role);
    Mark mark =
        new Mark(
            Mark.FORM,
            Mark.ROLE,
            work.run().value(),
            server.role(),
            oid,
            expires.getEpochSecond(),
            null,
            null);
    session.execute("COMMENT ON ROLE " + quoted + " IS " + Session.quoteLiteral(mark.json()));
    if (!server.isSuperuser()) {
      session.execute("GRANT " + quoted + " TO CURRENT_USER");
    }
  }

  private boolean exists(String role) throws SQLException {
    return oid(role) != 0;
  }

  private long oid(String role) throws SQLException {
    try (PreparedStatement statement =
        server.session().connection().prepareStatement(ROLE_EXISTS)) {
      statement.setString(1, role);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  private boolean mayActAs(String role) throws SQLException {
    try (PreparedStatement statement = server.session().connection().prepareStatement(MAY_ACT_AS)) {
      statement.setString(1, role);
      statement.setString(2, server.version().isAtLeast(16) ? "SET" : "MEMBER");
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Looks whether the rest can be restored.
   *
   * @param inside a session in the empty database
   * @param extensions that the source has
   * @param publishesAllTables whether it has a publication of all tables, or of a whole schema
   */
  void objects(Session inside, Set<String> extensions, boolean publishesAllTables, ArchiveList list)
      throws SnapshotException, SQLException {
    List<String> problems = new ArrayList<>();
    for (String extension : extensions) {
      if (!isAvailable(inside, extension)) {
        problems.add("extension " + extension + " is not installed on the server");
      } else if (!server.isSuperuser()) {
        probe(
            inside,
            "CREATE EXTENSION IF NOT EXISTS " + Session.quoteIdentifier(extension) + " CASCADE",
            "extension " + extension,
            problems);
      }
    }
    if (!server.isSuperuser()) {
      if (list.contains("EVENT TRIGGER")) {
        probe(inside, PROBE_EVENT_TRIGGER, "event triggers", problems);
      }
      if (publishesAllTables) {
        probe(inside, PROBE_PUBLICATION, "publications of all tables", problems);
      }
    }
    if (!problems.isEmpty()) {
      throw SnapshotException.of(
          server.place(),
          String.join("; ", problems),
          "a server and a role that can hold everything that the source has",
          "Install what is missing, connect as a role with the rights, or name another server as"
              + " snapshot.server.");
    }
  }

  private static boolean isAvailable(Session session, String extension) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(EXTENSION_AVAILABLE)) {
      statement.setString(1, extension);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private void probe(Session inside, String sql, String what, List<String> problems)
      throws SQLException {
    Connection connection = inside.connection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      problems.add(
          what
              + " cannot be made by role "
              + server.role()
              + " ("
              + work.redactor().redact(String.valueOf(e.getMessage()))
              + ")");
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
