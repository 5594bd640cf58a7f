package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that all see a database as it is at one moment, which the first of them lends to {@code
 * pg_dump}. They cannot write. The moment lasts until they are closed.
 */
final class SnapshotSessions implements AutoCloseable {
  /** Covers locks that others hold when a table is first read. */
  static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /** The first major version with a limit for whole transactions. */
  private static final int LIMITS_TRANSACTIONS = 17;

  private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /** Holds for 14 to 18, on a standby too. */
  private static final String EXPORT = "SELECT pg_catalog.pg_export_snapshot()";

  /** Refused where its owner took the right from PUBLIC. Holds for 14 to 18. */
  private static final String CLUSTER =
      "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

  private final List<Session> sessions;
  private final String snapshot;
  private final @Nullable String systemIdentifier;

  private SnapshotSessions(
      List<Session> sessions, String snapshot, @Nullable String systemIdentifier) {
    this.sessions = List.copyOf(sessions);
    this.snapshot = snapshot;
    this.systemIdentifier = systemIdentifier;
  }

  /**
   * Connects.
   *
   * @param count how many sessions, at least 1
   */
  static SnapshotSessions open(DatabaseTarget target, String applicationName, int count)
      throws SQLException {
    List<Session> sessions = new ArrayList<>();
    try {
      Session first = session(target, applicationName, sessions);
      String cluster = cluster(first);
      begin(first);
      String snapshot;
      try (Statement statement = first.connection().createStatement();
          ResultSet row = statement.executeQuery(EXPORT)) {
        row.next();
        snapshot = row.getString(1);
      }
      for (int i = 1; i < count; i++) {
        Session next = session(target, applicationName, sessions);
        begin(next);
        next.execute("SET TRANSACTION SNAPSHOT " + Session.quoteLiteral(snapshot));
      }
      return new SnapshotSessions(sessions, snapshot, cluster);
    } catch (SQLException | RuntimeException e) {
      closeAll(sessions);
      throw e;
    }
  }

  private static Session session(
      DatabaseTarget target, String applicationName, List<Session> sessions) throws SQLException {
    SessionSettings settings =
        SessionSettings.readOnly(applicationName)
            .withParameters(
                Map.of(
                    "statement_timeout", "0",
                    "lock_timeout", Long.toString(LOCK_WAIT.toMillis()),
                    "idle_in_transaction_session_timeout", "0"));
    Session session = Session.open(target, settings);
    sessions.add(session);
    if (session.version().isAtLeast(LIMITS_TRANSACTIONS)) {
      session.execute("SET transaction_timeout = 0");
    }
    return session;
  }

  private static void begin(Session session) throws SQLException {
    // The driver's own way, so that it does not end the transaction unasked.
    session.connection().setAutoCommit(false);
    session.execute(BEGIN);
  }

  private static @Nullable String cluster(Session session) {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(CLUSTER)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      // The role may not read it; a broken connection is found by the next statement.
      return null;
    }
  }

  /** The one that lends the snapshot. */
  Session first() {
    return sessions.get(0);
  }

  List<Connection> connections() {
    return sessions.stream().map(Session::connection).toList();
  }

  /** The name by which others import the snapshot. */
  String snapshot() {
    return snapshot;
  }

  /** Of the cluster, null where the role may not read it. */
  @Nullable String systemIdentifier() {
    return systemIdentifier;
  }

  @Override
  public void close() {
    closeAll(sessions);
  }

  private static void closeAll(List<Session> sessions) {
    sessions.forEach(SnapshotSessions::close);
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      // It read only: nothing can be lost with it.
      return;
    }
  }
}
