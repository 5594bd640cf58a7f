package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An advisory lock in a server's maintenance database that all runs agree on; held by a session, so
 * that it ends with it. Waiting is done by asking again: a session that waits inside the server
 * would hold a snapshot.
 */
final class ServerLock implements AutoCloseable {
  private static final long POLL_MILLIS = 200;

  private final Session session;
  private final long key;
  private final boolean shared;

  private ServerLock(Session session, long key, boolean shared) {
    this.session = session;
    this.key = key;
    this.shared = shared;
  }

  /** Dropping what is left of others. */
  static long reaping() {
    return key("reap");
  }

  /** Making the golden database of a key. */
  static long making(String goldenKey) {
    return key("golden " + goldenKey);
  }

  /** Cloning a golden database: shared by those who do, exclusive for who drops it. */
  static long using(long goldenOid) {
    return key("use " + goldenOid);
  }

  /** Replacing a database by another one, by the name of the one in use. */
  static long swapping(String name) {
    return key("swap " + name);
  }

  private static long key(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("parallel-orchestrator " + text).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Takes a lock, waiting at most so long; null when somebody else still has it then. */
  static @Nullable ServerLock await(
      Session session, long key, Duration limit, Cancellation cancellation, Runnable onWait)
      throws SQLException {
    Deadline deadline = Deadline.after(limit);
    boolean told = false;
    while (!tryTake(session, key, false)) {
      if (!told) {
        onWait.run();
        told = true;
      }
      if (deadline.hasPassed()) {
        return null;
      }
      pause(cancellation);
    }
    return new ServerLock(session, key, false);
  }

  /** Takes a lock, or null when somebody else has it. */
  static @Nullable ServerLock attempt(Session session, long key, boolean shared)
      throws SQLException {
    return tryTake(session, key, shared) ? new ServerLock(session, key, shared) : null;
  }

  private static boolean tryTake(Session session, long key, boolean shared) throws SQLException {
    return call(
        session,
        shared
            ? "SELECT pg_catalog.pg_try_advisory_lock_shared(?)"
            : "SELECT pg_catalog.pg_try_advisory_lock(?)",
        key);
  }

  private static boolean call(Session session, String sql, long key) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setLong(1, key);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private static void pause(Cancellation cancellation) {
    cancellation.check();
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for another run");
    }
    cancellation.check();
  }

  /** Gives it back; a session that is gone has done so already. */
  @Override
  public void close() throws SQLException {
    if (!session.connection().isClosed()) {
      call(
          session,
          shared
              ? "SELECT pg_catalog.pg_advisory_unlock_shared(?)"
              : "SELECT pg_catalog.pg_advisory_unlock(?)",
          key);
    }
  }
}
