package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.contents.ContentsReader;
import io.jenkins.plugins.orchestrator.engine.backup.contents.ReadContents;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The reading of a database's contents on a thread of its own, beside {@code pg_dump} and under its
 * snapshot. Closing ends it: its sessions are nobody's then.
 */
final class ContentsReading implements AutoCloseable {
  private static final int END_SECONDS = 60;

  private final BackupWork work;
  private final Cancellation signal;
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread thread = new Thread(body, "backup-contents");
            thread.setDaemon(true);
            return thread;
          });
  private final Future<ReadContents> reading;

  private ContentsReading(
      BackupWork work, List<Connection> sessions, boolean checksums, Cancellation signal) {
    this.work = work;
    this.signal = signal;
    this.reading = executor.submit(() -> read(sessions, checksums));
  }

  /**
   * Begins.
   *
   * @param signal of the whole dump: ends the reading, and is given when that fails
   */
  static ContentsReading start(
      BackupWork work, SnapshotSessions sessions, boolean checksums, Cancellation signal) {
    return new ContentsReading(work, sessions.connections(), checksums, signal);
  }

  private ReadContents read(List<Connection> sessions, boolean checksums) throws SQLException {
    try {
      return ContentsReader.readWithSchema(sessions, checksums, signal);
    } catch (SQLException | RuntimeException e) {
      // pg_dump need not go on.
      signal.cancel("the database's contents could not be read");
      throw e;
    }
  }

  /** Waits for its end. */
  ReadContents await() throws DumpFailed {
    try {
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a database was read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CancelledException cancelled) {
        throw cancelled;
      }
      work.cancellation().check();
      if (e.getCause() instanceof SQLException sql) {
        throw new DumpFailed(
            "its contents could not be read under the dump's snapshot: "
                + work.redact(sql.getMessage())
                + " (SQLSTATE "
                + sql.getSQLState()
                + ")",
            true);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    if (!reading.isDone()) {
      signal.cancel("the dump failed");
    }
    executor.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
