package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.PinnedTransaction;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Tasks that several sessions work off, each in a pinned part of its transaction. Cancelled, or
 * when one task fails, all statements are cancelled.
 */
final class SessionWork {
  /**
   * A role's or database's own limits, and policies that would hide rows, must not make a reading
   * incomplete. Parallel workers would be more sessions than were asked for. A lock is not waited
   * for without end: behind an ALTER that waits itself, for pg_dump or another of these sessions,
   * the whole queue of that table would stand for hours. Holds for 14 to 18.
   */
  private static final String SETTINGS =
      """
      SET LOCAL row_security = off;
      SET LOCAL statement_timeout = 0;
      SET LOCAL lock_timeout = '30s';
      SET LOCAL idle_in_transaction_session_timeout = 0;
      SET LOCAL max_parallel_workers_per_gather = 0\
      """;

  private static final int HAS_TRANSACTION_TIMEOUT = 17;

  private final List<Connection> sessions;
  private final Cancellation cancellation;

  SessionWork(List<Connection> sessions, Cancellation cancellation) {
    if (sessions.isEmpty()) {
      throw new IllegalArgumentException("at least one session");
    }
    this.sessions = List.copyOf(sessions);
    this.cancellation = cancellation;
  }

  /** Something to be read. */
  interface Task {
    void run(Connection session) throws SQLException;
  }

  /** Does one task on the first session, on this thread. */
  void first(Task task) throws SQLException {
    try (SessionsEnd end = new SessionsEnd(cancellation, sessions, SessionsEnd.GRACE)) {
      end.check();
      try {
        pinned(sessions.get(0), task);
      } catch (SQLException e) {
        end.check();
        throw e;
      }
    }
  }

  /** Does all tasks, in their order as sessions become free, and waits for them. */
  void all(List<Task> tasks) throws SQLException {
    Queue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
    int threads = Math.min(sessions.size(), Math.max(1, tasks.size()));
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (SessionsEnd end = new SessionsEnd(cancellation, sessions, SessionsEnd.GRACE)) {
      List<Future<?>> running = new ArrayList<>();
      for (Connection session : sessions.subList(0, threads)) {
        running.add(
            executor.submit(
                () -> {
                  work(session, queue);
                  return null;
                }));
      }
      await(running, queue, end);
    } finally {
      executor.shutdown();
    }
  }

  private void work(Connection session, Queue<Task> queue) throws SQLException {
    try {
      pinned(
          session,
          connection -> {
            for (Task task = queue.poll(); task != null; task = queue.poll()) {
              cancellation.check();
              task.run(connection);
            }
          });
    } catch (SQLException | RuntimeException e) {
      if (!queue.isEmpty() || sessions.size() > 1) {
        queue.clear();
        cancelOthers(session);
      }
      throw e;
    }
  }

  private static void pinned(Connection session, Task task) throws SQLException {
    PinnedTransaction.run(
        session,
        () -> {
          try (Statement statement = session.createStatement()) {
            statement.execute(SETTINGS);
            if (session.getMetaData().getDatabaseMajorVersion() >= HAS_TRANSACTION_TIMEOUT) {
              statement.execute("SET LOCAL transaction_timeout = 0");
            }
          }
          task.run(session);
          return true;
        });
  }

  /** The first failure counts: those after it are of statements that were cancelled for it. */
  private void await(List<Future<?>> running, Queue<Task> queue, SessionsEnd end)
      throws SQLException {
    Throwable failure = null;
    boolean interrupted = false;
    for (Future<?> each : running) {
      Throwable of = null;
      boolean done = false;
      while (!done) {
        try {
          each.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
          queue.clear();
          cancelStatements();
        } catch (ExecutionException e) {
          of = e.getCause();
          done = true;
        }
      }
      if (of != null && (failure == null || isCancel(failure))) {
        failure = of;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a database was read");
    }
    end.check();
    if (failure instanceof SQLException known) {
      throw known;
    }
    if (failure instanceof RuntimeException known) {
      throw known;
    }
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  private static boolean isCancel(Throwable failure) {
    return failure instanceof SQLException sql && "57014".equals(sql.getSQLState());
  }

  private void cancelStatements() {
    sessions.forEach(SessionsEnd::cancelStatement);
  }

  private void cancelOthers(Connection failed) {
    sessions.stream().filter(each -> each != failed).forEach(SessionsEnd::cancelStatement);
  }
}
