package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * An exclusive source as a template: whether it can be one is looked up, never tried, because a
 * failing CREATE DATABASE keeps everybody out of the template for seconds.
 */
final class TemplateSource {
  /** Holds for 14 to 18. */
  private static final String MAY_COPY =
      "SELECT d.datistemplate OR pg_catalog.pg_has_role(d.datdba, 'USAGE'),"
          + " pg_catalog.pg_get_userbyid(d.datdba), pg_catalog.pg_database_size(d.oid)"
          + " FROM pg_catalog.pg_database d WHERE d.datname = ?";

  /** Autovacuum is left out: CREATE DATABASE ends it itself. Holds for 14 to 18. */
  private static final String SESSIONS =
      "SELECT a.pid, a.application_name, a.usename, a.state, a.backend_type"
          + " FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.datname = ? AND a.pid <> pg_catalog.pg_backend_pid()"
          + " AND a.backend_type <> 'autovacuum worker' ORDER BY a.pid";

  private static final String PREPARED =
      "SELECT p.gid, p.owner FROM pg_catalog.pg_prepared_xacts p WHERE p.database = ?";

  /** Sessions of runs read the source for a moment; they are waited for. */
  private static final String OUR_SESSION = "orchestrate/";

  private static final Duration WAIT = Duration.ofSeconds(10);

  /** A session is listed for a moment after its client has closed it. */
  private static final Duration LEAVING = Duration.ofSeconds(1);

  private static final long POLL_MILLIS = 100;
  private static final int LISTED = 5;

  private TemplateSource() {}

  /**
   * Looks whether a database can be copied now.
   *
   * @return its size in bytes
   * @throws SnapshotException with who is connected, or what else is in the way
   */
  static long check(CloneServer server, String database, Cancellation cancellation)
      throws SnapshotException, SQLException {
    String place = server.target(database).toString();
    long bytes = mayCopy(server, database, place);
    Deadline deadline = Deadline.after(WAIT);
    Deadline leaving = Deadline.after(LEAVING);
    while (true) {
      List<Other> others = others(server.session(), database);
      if (others.isEmpty()) {
        break;
      }
      boolean onlyOurs = others.stream().allMatch(other -> other.name().startsWith(OUR_SESSION));
      if (onlyOurs ? deadline.hasPassed() : leaving.hasPassed()) {
        throw SnapshotException.of(
            place,
            others.size() + " other session(s): " + describe(others),
            "none, because the source is marked exclusive and is copied as a template",
            "End them, or remove exclusive: true, so that pg_dump makes the copy.");
      }
      pause(cancellation);
    }
    List<String> prepared = prepared(server.session(), database);
    if (!prepared.isEmpty()) {
      throw SnapshotException.of(
          place,
          prepared.size() + " prepared transaction(s): " + String.join(", ", prepared),
          "none, because a database with one cannot be a template",
          "COMMIT PREPARED or ROLLBACK PREPARED them, or remove exclusive: true.");
    }
    return bytes;
  }

  private record Other(String name, String text) {}

  private static long mayCopy(CloneServer server, String database, String place)
      throws SnapshotException, SQLException {
    try (PreparedStatement statement = server.session().connection().prepareStatement(MAY_COPY)) {
      statement.setString(1, database);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw SnapshotException.of(
              place, "no database of this name", "an existing one", "Check the name in db_url.");
        }
        if (!row.getBoolean(1)) {
          throw SnapshotException.of(
              place,
              "that it belongs to role " + row.getString(2) + ", not to " + server.role(),
              "its owner or a superuser, because only they may copy it as a template",
              "Connect as its owner, or use snapshot.strategy: dump.");
        }
        return row.getLong(3);
      }
    }
  }

  private static List<Other> others(Session session, String database) throws SQLException {
    List<Other> others = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(SESSIONS)) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(2) == null ? "" : rows.getString(2);
          String shown = name.isEmpty() ? String.valueOf(rows.getString(5)) : name;
          String text =
              "%s (pid %d, role %s, %s)"
                  .formatted(shown, rows.getInt(1), rows.getString(3), rows.getString(4));
          others.add(new Other(name, text));
        }
      }
    }
    return others;
  }

  private static String describe(List<Other> others) {
    List<String> texts = new ArrayList<>();
    others.stream().limit(LISTED).forEach(other -> texts.add(other.text()));
    return String.join(", ", texts) + (others.size() > LISTED ? ", …" : "");
  }

  private static List<String> prepared(Session session, String database) throws SQLException {
    List<String> prepared = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(PREPARED)) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          prepared.add("'" + rows.getString(1) + "' of role " + rows.getString(2));
        }
      }
    }
    return prepared;
  }

  private static void pause(Cancellation cancellation) {
    cancellation.check();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new io.jenkins.plugins.orchestrator.engine.run.CancelledException(
          "interrupted while waiting for other sessions");
    }
  }
}
