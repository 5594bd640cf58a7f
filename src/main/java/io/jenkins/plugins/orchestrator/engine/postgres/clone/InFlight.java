package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements of ours that are still at work on the server although who sent them is gone: a client
 * that is killed in the middle of a CREATE DATABASE leaves the database behind seconds later.
 */
final class InFlight {
  /** Only sessions of the own role are listed and ended. Holds for 14 to 18. */
  private static final String CREATES =
      "SELECT a.pid, a.query FROM pg_catalog.pg_stat_activity a"
          + " WHERE pg_catalog.starts_with(a.application_name, 'orchestrate/')"
          + " AND a.usename = current_user AND a.state = 'active'"
          + " AND a.pid <> pg_catalog.pg_backend_pid()"
          + " AND pg_catalog.starts_with(a.query, 'CREATE DATABASE \"orch_')";

  private static final String OF_RUN =
      "SELECT a.pid FROM pg_catalog.pg_stat_activity a"
          + " WHERE pg_catalog.starts_with(a.application_name, ?)"
          + " AND a.usename = current_user AND a.pid <> pg_catalog.pg_backend_pid()";

  private static final String END = "SELECT pg_catalog.pg_terminate_backend(?)";
  private static final String LIVES = "SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.pid = ?";
  private static final long POLL_MILLIS = 50;
  private static final String BEGINNING = "CREATE DATABASE \"";

  private InFlight() {}

  /** The CREATE DATABASE of a name. */
  record Create(int pid, String name) {}

  static List<Create> creates(Session session) throws SQLException {
    List<Create> creates = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(CREATES);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String query = rows.getString(2);
        int end = query.indexOf('"', BEGINNING.length());
        if (end > 0) {
          creates.add(new Create(rows.getInt(1), query.substring(BEGINNING.length(), end)));
        }
      }
    }
    return creates;
  }

  /** Ends the CREATE DATABASE of a name, if there is one, and waits until it is gone. */
  static void end(Session session, String name, Deadline deadline) throws SQLException {
    for (Create create : creates(session)) {
      if (create.name().equals(name)) {
        end(session, create.pid(), deadline);
      }
    }
  }

  /** The sessions of a run, by the beginning of their name. */
  static List<Integer> ofRun(Session session, String prefix) throws SQLException {
    List<Integer> pids = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(OF_RUN)) {
      statement.setString(1, prefix);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          pids.add(rows.getInt(1));
        }
      }
    }
    return pids;
  }

  /** Ends a session and waits until it is gone. */
  static void end(Session session, int pid, Deadline deadline) throws SQLException {
    call(session, END, pid);
    while (call(session, LIVES, pid)) {
      if (deadline.hasPassed()) {
        throw new SQLException("session " + pid + " does not end", "57014");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while session " + pid + " was ended", "57014", e);
      }
    }
  }

  private static boolean call(Session session, String sql, int pid) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setInt(1, pid);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    }
  }
}
