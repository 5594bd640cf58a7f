package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The watch over one session. While it is armed and its deadline passes, the session's statement is
 * cancelled, again and again, because a cancel that comes before its statement does nothing; after
 * a grace the session is terminated, and after another one this side's connection is cut.
 *
 * <p>A cancel never reaches a later statement: {@link #disarm} waits until a cancel under way is
 * delivered, and when it says that there was one, the caller sends something harmless (a ROLLBACK)
 * before anything else. PostgreSQL's signal to a process on its own machine is delivered before
 * {@code pg_cancel_backend} returns.
 */
public final class Watch implements AutoCloseable {
  private static final Duration BETWEEN_CANCELS = Duration.ofMillis(200);

  /** What was done to the session since it was armed. */
  public enum Stage {
    NOTHING,
    CANCELLED,
    TERMINATED,
    ABORTED
  }

  private final Watchdog watchdog;
  private final Watchdog.Backend backend;
  private final LastResort lastResort;

  private boolean armed;
  private long generation;
  private Stage stage = Stage.NOTHING;
  private @Nullable Deadline terminateAt;
  private @Nullable Future<?> next;

  Watch(Watchdog watchdog, Watchdog.Backend backend, LastResort lastResort) {
    this.watchdog = watchdog;
    this.backend = backend;
    this.lastResort = lastResort;
  }

  /** Begins to wait for a deadline; whatever was waited for before is forgotten. */
  public synchronized void arm(Deadline deadline) {
    stopWaiting();
    armed = true;
    generation++;
    stage = Stage.NOTHING;
    terminateAt = null;
    waitFor(deadline.remaining());
  }

  /**
   * Ends the wait. When this returns, no signal is under way.
   *
   * @return what was done to the session; anything but {@link Stage#NOTHING} means that something
   *     harmless must be sent before the next statement
   */
  public synchronized Stage disarm() {
    stopWaiting();
    armed = false;
    generation++;
    return stage;
  }

  /** Acts as if the deadline were now, on the watchdog's thread; nothing when it is not armed. */
  public void fire() {
    long current;
    synchronized (this) {
      current = generation;
      if (!armed || stage != Stage.NOTHING) {
        return;
      }
    }
    watchdog.execute(() -> act(current));
  }

  private void stopWaiting() {
    if (next != null) {
      next.cancel(false);
      next = null;
    }
  }

  private synchronized void waitFor(Duration delay) {
    long current = generation;
    try {
      next = watchdog.schedule(() -> act(current), delay);
    } catch (RejectedExecutionException e) {
      // The watchdog is closed; its session can do nothing any more.
      next = null;
    }
  }

  /** One step of the escalation. Holds the lock, so that {@link #disarm} waits for its end. */
  private synchronized void act(long expected) {
    if (expected != generation || !armed) {
      return;
    }
    stopWaiting();
    if (terminateAt == null) {
      terminateAt = Deadline.after(watchdog.grace());
    }
    if (!terminateAt.hasPassed()) {
      cancel();
      waitFor(shorter(BETWEEN_CANCELS, terminateAt.remaining()));
    } else if (stage == Stage.CANCELLED) {
      terminate();
      waitFor(watchdog.grace());
    } else {
      stage = Stage.ABORTED;
      lastResort.abort();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private void cancel() {
    stage = Stage.CANCELLED;
    try {
      watchdog.cancel(backend);
    } catch (SQLException e) {
      lastResort.cancel();
    }
  }

  private void terminate() {
    stage = Stage.TERMINATED;
    try {
      watchdog.terminate(backend);
    } catch (SQLException e) {
      lastResort.abort();
    }
  }

  /** The same as {@link #disarm}. */
  @Override
  public void close() {
    disarm();
  }
}
