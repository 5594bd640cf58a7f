package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * A session that only reads, in which no statement takes longer than it may and than is left, and
 * which ends when the run is cancelled.
 */
final class LaneSession implements AutoCloseable {
  /** How much longer than the server's limit the socket waits for a server that hangs. */
  private static final Duration SOCKET_GRACE = Duration.ofSeconds(1);

  private static final long CANCEL_MILLIS = 1000;

  private final Session session;
  private final ServerFacts facts;
  private final Deadline deadline;
  private final Cancellation.Registration cancelling;
  private long statementMillis;

  private LaneSession(Session session, Deadline deadline, Cancellation cancellation, long millis)
      throws SQLException {
    this.session = session;
    this.deadline = deadline;
    this.statementMillis = millis;
    limitSocket();
    this.cancelling = cancellation.onCancel(() -> end(session));
    try {
      this.facts = ServerFacts.read(session);
    } catch (SQLException | RuntimeException e) {
      cancelling.close();
      throw e;
    }
  }

  /**
   * Connects, and learns what decides which checks apply.
   *
   * @throws SQLException when the server cannot be reached, refuses or does not answer
   */
  static LaneSession open(
      EnvironmentConfiguration environment, RunContext context, Deadline deadline)
      throws SQLException {
    long millis = least(environment.health().statementTimeout(), deadline.remaining()).toMillis();
    SessionSettings settings =
        new SessionSettings(
            ApplicationName.of(context.run(), environment.name(), "health"),
            least(environment.health().connectTimeout(), deadline.remaining().plus(SOCKET_GRACE)),
            true,
            null,
            Map.of(
                "statement_timeout",
                Long.toString(Math.max(1, millis)),
                "lock_timeout",
                "1000",
                "idle_in_transaction_session_timeout",
                "60000"));
    Session session = Session.open(environment.source(), settings);
    try {
      return new LaneSession(session, deadline, context.cancellation(), millis);
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }

  Session session() {
    return session;
  }

  ServerFacts facts() {
    return facts;
  }

  /** What a statement may take now. */
  Duration statementLimit() {
    return Duration.ofMillis(statementMillis);
  }

  /** Near the deadline statements get less. */
  void limitStatements() throws SQLException {
    long left = Math.max(1, deadline.remaining().toMillis());
    if (left < statementMillis) {
      statementMillis = left;
      try (Statement statement = session.connection().createStatement()) {
        statement.execute("SET statement_timeout = " + left);
      }
      limitSocket();
    }
  }

  private void limitSocket() throws SQLException {
    long millis = statementMillis + SOCKET_GRACE.toMillis();
    session.connection().setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
  }

  boolean isClosed() {
    try {
      return session.connection().isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Cancels the query on the server, and waits for one that hangs no longer than a moment. */
  private static void end(Session session) {
    Thread cancelling = new Thread(() -> cancelQuery(session), "health-cancel");
    cancelling.setDaemon(true);
    cancelling.start();
    try {
      cancelling.join(CANCEL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abort(session);
  }

  private static void cancelQuery(Session session) {
    try {
      session.connection().unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // The statement's own limit ends it then.
      return;
    }
  }

  /** At once: the server ends what is left by its own limit. */
  private static void abort(Session session) {
    try {
      session.connection().abort(Runnable::run);
    } catch (SQLException e) {
      // The statement's own limit ends it then.
      return;
    }
  }

  private static Duration least(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }

  @Override
  public void close() throws SQLException {
    cancelling.close();
    session.close();
  }
}
