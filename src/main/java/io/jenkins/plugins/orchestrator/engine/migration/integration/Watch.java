package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cancels the statement of a test at its deadline or when the run is cancelled, whatever limits the
 * test's own SQL sets; again and again until it is closed, since a test may hold many statements.
 */
final class Watch implements AutoCloseable {
  private static final long REPEAT_MILLIS = 50;

  private final Thread thread;
  private volatile @Nullable String reason;
  private volatile Status status = Status.PASSED;
  private volatile boolean closed;

  Watch(Statement statement, Deadline deadline, Cancellation cancellation) {
    thread = new Thread(() -> watch(statement, deadline, cancellation), "test-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(Statement statement, Deadline deadline, Cancellation cancellation) {
    while (!closed) {
      if (cancellation.isCancelled()) {
        stop(statement, Status.CANCELLED, cancellation.reason());
      } else if (deadline.hasPassed()) {
        stop(statement, Status.TIMED_OUT, "did not end within its time limit and was cancelled");
      }
      try {
        Thread.sleep(Math.max(1, Math.min(REPEAT_MILLIS, deadline.remaining().toMillis())));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void stop(Statement statement, Status newStatus, @Nullable String newReason) {
    if (reason == null) {
      status = newStatus;
      reason = newReason;
    }
    try {
      statement.cancel();
    } catch (SQLException e) {
      // The session is gone, and what ran on it with it.
      closed = true;
    }
  }

  /** Why the statement was cancelled; empty when it was not. */
  Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  Status status() {
    return status;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
