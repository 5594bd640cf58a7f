package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * Statements that always come to an end: limited on the server, on the socket (for a server that no
 * longer answers), and by the run's cancellation.
 */
final class BoundedSql {
  /** How much longer than the server's limit the socket waits. */
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(10);

  private BoundedSql() {}

  /**
   * Runs a statement.
   *
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when the run was
   *     cancelled
   */
  static void execute(Session session, String sql, Duration limit, Cancellation cancellation)
      throws SQLException {
    limit(session, limit);
    run(session, sql, cancellation);
  }

  /** Runs a statement of a session that has its limit. */
  static void run(Session session, String sql, Cancellation cancellation) throws SQLException {
    cancellation.check();
    Cancellation.Registration registration = cancelling(session, cancellation);
    try {
      session.execute(sql);
    } catch (SQLException e) {
      cancellation.check();
      throw e;
    } finally {
      registration.close();
    }
  }

  /** Until it is closed, a cancellation ends what the session is doing. */
  static Cancellation.Registration cancelling(Session session, Cancellation cancellation) {
    return cancellation.onCancel(() -> cancelQuietly(session));
  }

  /** Limits every later statement of a session. */
  static void limit(Session session, Duration limit) throws SQLException {
    session
        .connection()
        .setNetworkTimeout(Runnable::run, Math.toIntExact(limit.plus(SOCKET_GRACE).toMillis()));
    try (Statement statement = session.connection().createStatement()) {
      statement.execute("SET statement_timeout = " + limit.toMillis());
    }
  }

  static void cancelQuietly(Session session) {
    try {
      session.connection().unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // The statement's own limit ends it then.
      return;
    }
  }
}
