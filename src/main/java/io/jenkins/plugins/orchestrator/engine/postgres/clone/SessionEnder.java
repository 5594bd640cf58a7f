package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions in the databases that another session of ours has locked for renaming, as soon
 * as it has the lock and not before: from then on nobody comes in, so that each is ended once. Runs
 * on a thread of its own until it is closed.
 */
final class SessionEnder implements AutoCloseable {
  /**
   * RENAME takes this lock before it waits for others to leave; who connects takes the weaker one
   * ({@code InitPostgres} of {@code postinit.c}). Holds for 14 to 18.
   */
  private static final String END =
      "SELECT a.pid, a.application_name, pg_catalog.pg_terminate_backend(a.pid)"
          + " FROM pg_catalog.pg_locks l"
          + " JOIN pg_catalog.pg_stat_activity a ON a.datid = l.objid"
          + " JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
          + " WHERE l.pid = ? AND l.locktype = 'object' AND l.granted"
          + " AND l.classid = 'pg_catalog.pg_database'::pg_catalog.regclass"
          + " AND l.mode = 'AccessExclusiveLock' AND a.pid <> l.pid"
          + " AND a.pid <> pg_catalog.pg_backend_pid() AND "
          + SwapPreflight.MAY_END;

  private static final long POLL_MILLIS = 4;
  private static final long STOP_MILLIS = 5_000;

  private final Session session;
  private final int renaming;
  private final String ours;
  private final Deadline deadline;
  private final Set<Integer> ended = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable SQLException failure;

  /**
   * @param session for this alone; closed with it
   * @param renaming the process id of the session that renames
   * @param ours what {@code application_name} of our own sessions begins with: they are not counted
   */
  SessionEnder(Session session, int renaming, String ours, Deadline deadline) {
    this.session = session;
    this.renaming = renaming;
    this.ours = ours;
    this.deadline = deadline;
    this.thread = new Thread(this::work, "swap-sessions");
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    try (PreparedStatement end = session.connection().prepareStatement(END)) {
      end.setInt(1, renaming);
      while (!stopped && !deadline.hasPassed()) {
        try (ResultSet rows = end.executeQuery()) {
          while (rows.next()) {
            if (!String.valueOf(rows.getString(2)).startsWith(ours)) {
              ended.add(rows.getInt(1));
            }
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many sessions of others were ended so far. */
  int ended() {
    return ended.size();
  }

  /** Why it gave up; null while it works. */
  @Nullable SQLException failure() {
    return failure;
  }

  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    session.close();
  }
}
