package io.jenkins.plugins.orchestrator.engine.run;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signal, given once, that work shall stop. Safe for use by several threads.
 *
 * <p>A child is cancelled with its parent, not the other way round: a run has one, each branch a
 * child of it.
 */
public final class Cancellation {
  private final Set<Registration> actions = new LinkedHashSet<>();
  private @Nullable String reason;

  /** Takes an action back; closing twice is harmless. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** A new signal that this one's cancellation reaches too. */
  public Cancellation child() {
    Cancellation child = new Cancellation();
    onCancel(() -> child.cancel(Objects.requireNonNull(reason())));
    return child;
  }

  /** Gives the signal and runs the registered actions on this thread. Later calls do nothing. */
  public void cancel(String why) {
    Objects.requireNonNull(why);
    List<Registration> toRun;
    synchronized (this) {
      if (reason != null) {
        return;
      }
      reason = why;
      toRun = List.copyOf(actions);
      actions.clear();
    }
    toRun.forEach(action -> ((Action) action).run());
  }

  /** Whether the signal was given. */
  public synchronized boolean isCancelled() {
    return reason != null;
  }

  /** Why the signal was given; null while it was not. */
  public synchronized @Nullable String reason() {
    return reason;
  }

  /**
   * Stops the calling work when the signal was given.
   *
   * @throws CancelledException then
   */
  public void check() {
    String why = reason();
    if (why != null) {
      throw new CancelledException(why);
    }
  }

  /**
   * Runs an action when the signal is given, at once when it was given already. The action must be
   * short and must not throw: cancel a statement, interrupt a thread, end a process.
   */
  public Registration onCancel(Runnable action) {
    Action registration = new Action(action);
    synchronized (this) {
      if (reason == null) {
        actions.add(registration);
        return registration;
      }
    }
    registration.run();
    return registration;
  }

  private final class Action implements Registration {
    private final Runnable action;

    Action(Runnable action) {
      this.action = action;
    }

    void run() {
      action.run();
    }

    @Override
    public void close() {
      synchronized (Cancellation.this) {
        actions.remove(this);
      }
    }
  }
}
