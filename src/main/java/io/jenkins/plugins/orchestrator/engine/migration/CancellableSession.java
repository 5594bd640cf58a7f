package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;

/**
 * Opens sessions for reading: what they do on the server ends when the run is cancelled, so that
 * nobody waits for a long query whose answer nobody wants any more.
 */
public final class CancellableSession {
  private static final long REPEAT_MILLIS = 50;

  /** By then whoever has the session has closed it. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private CancellableSession() {}

  /** Opens one; the caller closes it. */
  public static Session open(
      DatabaseTarget target, SessionSettings settings, Cancellation cancellation)
      throws SQLException {
    cancellation.check();
    Session session = Session.open(target, settings);
    cancellation.onCancel(
        () -> {
          Thread thread = new Thread(() -> cancelUntilClosed(session), "cancel-session");
          thread.setDaemon(true);
          thread.start();
        });
    return session;
  }

  /** Again and again: a statement may only just be on its way to the server. */
  private static void cancelUntilClosed(Session session) {
    Deadline deadline = Deadline.after(LIMIT);
    try {
      while (!session.connection().isClosed() && !deadline.hasPassed()) {
        session.connection().unwrap(PGConnection.class).cancelQuery();
        Thread.sleep(REPEAT_MILLIS);
      }
    } catch (SQLException e) {
      // The session is gone, and what ran in it with it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
