package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Until it is closed, a cancellation ends what sessions are doing. One that gives no answer even
 * then is given up: its server, or the way to it, is dead without anybody having been told.
 */
public final class SessionsEnd implements AutoCloseable {
  /** How long a session has to heed it. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  private static final long REPEAT_MILLIS = 500;

  private final Cancellation cancellation;
  private final Duration grace;
  private final Cancellation.Registration registration;
  private volatile boolean closed;
  private volatile @Nullable String unanswered;

  /**
   * From now on.
   *
   * @param sessions may get more meanwhile when it is safe for use by several threads
   * @param grace after which a session is given up
   */
  public SessionsEnd(
      Cancellation cancellation, List<? extends Connection> sessions, Duration grace) {
    this.grace = grace;
    this.cancellation = cancellation;
    this.registration = cancellation.onCancel(() -> sessions.forEach(this::end));
  }

  private void end(Connection session) {
    Thread thread = new Thread(() -> endNow(session), "end-session");
    thread.setDaemon(true);
    thread.start();
  }

  /** Again and again: a statement may only just be on its way to the server. */
  private void endNow(Connection session) {
    Deadline deadline = Deadline.after(grace);
    try {
      while (!closed && !session.isClosed()) {
        if (deadline.hasPassed()) {
          PGConnection server = session.unwrap(PGConnection.class);
          unanswered =
              "session %d (%s) gave no answer, and was given up"
                  .formatted(server.getBackendPID(), server.getParameterStatus("application_name"));
          session.abort(Runnable::run);
          return;
        }
        cancelStatement(session);
        Thread.sleep(REPEAT_MILLIS);
      }
    } catch (SQLException e) {
      // Closed meanwhile.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static void cancelStatement(Connection session) {
    try {
      session.unwrap(PGConnection.class).cancelQuery();
    } catch (SQLException e) {
      // Its statement ends by itself, its session has ended, or its server is dead.
      return;
    }
  }

  /**
   * Stops the calling work when the signal was given.
   *
   * @throws CancelledException then; says what had to be given up
   */
  public void check() {
    String why = cancellation.reason();
    if (why != null) {
      throw new CancelledException(unanswered == null ? why : why + "; " + unanswered);
    }
  }

  @Override
  public void close() {
    closed = true;
    registration.close();
  }
}
