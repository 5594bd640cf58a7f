package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends what overstays its deadline, from a session of its own: a script can switch every limit of
 * its own session off (each plain {@code pg_dump} file says {@code SET statement_timeout = 0}), but
 * not this. One per branch; it has one thread and one connection, which it opens again when it is
 * lost.
 */
public final class Watchdog implements AutoCloseable {
  /** A hung network must not keep the watchdog itself from its next duty. */
  private static final int NETWORK_TIMEOUT_MILLIS = 5_000;

  /** Who a session is: a process id may be given again, one with its start is not. 14 to 18. */
  static final String IDENTITY =
      "SELECT pid, EXTRACT(epoch FROM backend_start)::pg_catalog.text"
          + " FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()";

  private static final String OF_BACKEND =
      " FROM pg_catalog.pg_stat_activity"
          + " WHERE pid = ? AND EXTRACT(epoch FROM backend_start)::pg_catalog.text = ?";
  private static final String IS_THERE = "SELECT pid" + OF_BACKEND;
  private static final String CANCEL = "SELECT pg_catalog.pg_cancel_backend(pid)" + OF_BACKEND;
  private static final String TERMINATE =
      "SELECT pg_catalog.pg_terminate_backend(pid)" + OF_BACKEND;

  private final DatabaseTarget target;
  private final String applicationName;
  private final ScheduledThreadPoolExecutor thread;
  private volatile Duration grace = Duration.ofSeconds(10);
  private @Nullable Session session;

  /**
   * A session to watch over.
   *
   * @param pid its process id on the server
   * @param start when it began, as {@code IDENTITY} prints it
   */
  record Backend(int pid, String start) {}

  private Watchdog(DatabaseTarget target, String applicationName) {
    this.target = target;
    this.applicationName = applicationName;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread daemon = new Thread(work, "watchdog of " + applicationName);
              daemon.setDaemon(true);
              return daemon;
            });
    thread.setRemoveOnCancelPolicy(true);
  }

  /**
   * Connects and begins to wait.
   *
   * @param applicationName of its session
   * @throws SQLException when the server refuses the session
   */
  public static Watchdog start(DatabaseTarget target, String applicationName) throws SQLException {
    Watchdog watchdog = new Watchdog(target, applicationName);
    try {
      watchdog.connected();
      return watchdog;
    } catch (SQLException | RuntimeException e) {
      watchdog.close();
      throw e;
    }
  }

  /** How long cancelling may take before terminating, and terminating before cutting: 10 s. */
  Duration grace() {
    return grace;
  }

  void grace(Duration newGrace) {
    grace = newGrace;
  }

  /**
   * Begins to watch over a session; nothing happens to it until a deadline is set.
   *
   * @throws SQLException when one of the two sessions fails, or when the watchdog cannot see the
   *     other one, because a pooler or a load balancer brought them to different servers
   */
  public Watch watch(Session watched) throws SQLException {
    Backend backend;
    try (PreparedStatement statement = watched.connection().prepareStatement(IDENTITY);
        ResultSet row = statement.executeQuery()) {
      row.next();
      backend = new Backend(row.getInt(1), row.getString(2));
    }
    return watch(backend, new LastResort.OfSession(watched.connection()));
  }

  Watch watch(Backend backend, LastResort lastResort) throws SQLException {
    if (!signal(IS_THERE, backend)) {
      throw new SQLException(
          "the watchdog does not see the session with process id "
              + backend.pid()
              + " on "
              + target
              + ": a pooler or a load balancer leads to different servers; connect to one server"
              + " directly");
    }
    return new Watch(this, backend, lastResort);
  }

  /**
   * Asks the server to cancel what the backend runs.
   *
   * @return false when it is gone
   */
  boolean cancel(Backend backend) throws SQLException {
    return signal(CANCEL, backend);
  }

  /** Asks the server to end the backend; false when it is gone. */
  boolean terminate(Backend backend) throws SQLException {
    return signal(TERMINATE, backend);
  }

  ScheduledFuture<?> schedule(Runnable work, Duration delay) {
    return thread.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Runs work at once on the watchdog's thread; does nothing after {@link #close}. */
  void execute(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException e) {
      // Closed: whoever closed it watches over nothing any more.
      return;
    }
  }

  private synchronized boolean signal(String sql, Backend backend) throws SQLException {
    try {
      return signalOnce(sql, backend);
    } catch (SQLException e) {
      disconnect();
      return signalOnce(sql, backend);
    }
  }

  private boolean signalOnce(String sql, Backend backend) throws SQLException {
    try (PreparedStatement statement = connected().connection().prepareStatement(sql)) {
      statement.setInt(1, backend.pid());
      statement.setString(2, backend.start());
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private synchronized Session connected() throws SQLException {
    if (session == null) {
      Session opened = Session.open(target, SessionSettings.named(applicationName));
      opened.connection().setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
      session = opened;
    }
    return session;
  }

  private synchronized void disconnect() {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        // It is lost already; the next one is what matters.
      } finally {
        session = null;
      }
    }
  }

  /** Ends the watch over everything and the session. */
  @Override
  public void close() {
    thread.shutdownNow();
    disconnect();
  }
}
