package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks a database who it is, all the time and on a thread of its own, as an application would that
 * connects again at once; tells how long nobody answered while another database took its name.
 */
final class OutageProbe implements AutoCloseable {
  /** Holds for 14 to 18. */
  private static final String WHO =
      "SELECT d.oid::bigint FROM pg_catalog.pg_database d"
          + " WHERE d.datname = pg_catalog.current_database()";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final long PAUSE_MILLIS = 2;
  private static final long STOP_MILLIS = 5_000;

  private final DatabaseTarget target;
  private final SessionSettings settings;
  private final long old;
  private final CountDownLatch heard = new CountDownLatch(1);
  private final CountDownLatch heardOther = new CountDownLatch(1);
  private final Thread thread;
  private volatile long lastOfOld;
  private volatile long firstOfOther;
  private volatile boolean stopped;

  /**
   * @param old the OID of the database that has the name now
   */
  OutageProbe(DatabaseTarget target, String applicationName, long old) {
    this.target = target;
    this.settings =
        new SessionSettings(
            applicationName, CONNECT_TIMEOUT, true, null, Map.of("statement_timeout", "5000"));
    this.old = old;
    this.thread = new Thread(this::work, "swap-outage");
    thread.setDaemon(true);
    thread.start();
  }

  private void work() {
    while (!stopped) {
      try (Session session = Session.open(target, settings)) {
        ask(session);
      } catch (SQLException e) {
        // Ended, or not let in: that is what is measured.
        pause();
      }
    }
  }

  private void ask(Session session) throws SQLException {
    try (PreparedStatement who = session.connection().prepareStatement(WHO)) {
      while (!stopped) {
        long oid;
        try (ResultSet row = who.executeQuery()) {
          row.next();
          oid = row.getLong(1);
        }
        long now = System.nanoTime();
        if (oid == old) {
          lastOfOld = now;
          heard.countDown();
        } else {
          firstOfOther = now;
          stopped = true;
          heardOther.countDown();
          return;
        }
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the first answer; false when there is none within the limit. */
  boolean isAnswered(Duration limit) {
    return await(heard, limit);
  }

  /**
   * How long nobody answered.
   *
   * @param limit how long to wait for the first answer of the other database
   * @return null when the old or the other one gave no answer
   */
  @Nullable Duration outage(Duration limit) {
    boolean complete = heard.getCount() == 0 && await(heardOther, limit);
    stopped = true;
    return complete ? Duration.ofNanos(firstOfOther - lastOfOld) : null;
  }

  private static boolean await(CountDownLatch latch, Duration limit) {
    try {
      return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
