package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/**
 * Asks a server again and again whether it is there, while others wait for its answers for as long
 * as they take: the machine of a server that hangs keeps its connections open. Gives a signal when
 * no answer came.
 */
final class ServerPulse implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long PERIOD_MILLIS = 5000;
  private static final String QUESTION = "SELECT 1";

  private final Session session;
  private final Duration patience;
  private final Cancellation signal;
  private final Thread thread = new Thread(this::ask, "server-pulse");
  private volatile boolean closed;

  private ServerPulse(Session session, Duration patience, Cancellation signal) {
    this.session = session;
    this.patience = patience;
    this.signal = signal;
  }

  /**
   * Connects.
   *
   * @param patience how long an answer may take
   * @param signal is given when it took longer
   */
  static ServerPulse of(
      DatabaseTarget target, String applicationName, Duration patience, Cancellation signal)
      throws SQLException {
    Session session =
        Session.open(
            target,
            SessionSettings.readOnly(applicationName)
                .withParameters(Map.of("statement_timeout", "0", "idle_session_timeout", "0")));
    session.connection().setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
    return new ServerPulse(session, patience, signal);
  }

  /** Begins to ask. */
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void ask() {
    try {
      while (!closed) {
        session.execute(QUESTION);
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (SQLException e) {
      // One that is ended or refused otherwise was answered: those who wait get their answers too.
      if (!closed && e.getCause() instanceof SocketTimeoutException) {
        signal.cancel(
            session.target()
                + ": found a server that gave no answer for "
                + patience.toSeconds()
                + " s; expected one. Look at its machine and at the way to it, and try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      session.close();
    } catch (SQLException e) {
      // It only asked.
      return;
    }
  }
}
