package io.jenkins.plugins.orchestrator.jenkins.action;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A run that shows itself on its build's page while it runs. Safe for use by several threads. */
public final class LiveRun {
  private static final Logger LOGGER = Logger.getLogger(LiveRun.class.getName());

  /** What was measured survives the controller up to the last so many seconds. */
  private static final Duration STORE_EVERY = Duration.ofSeconds(5);

  private final OrchestrationAction action;
  private final RunId id;
  private final Supplier<RunReport> current;

  /** Held while the file is written, by one thread at a time. */
  private final Object file = new Object();

  private boolean finished;
  private @Nullable Long storedAt;
  private long version;
  private @Nullable Long storedVersion;

  LiveRun(OrchestrationAction action, RunId id, Supplier<RunReport> current) {
    this.action = action;
    this.id = id;
    this.current = current;
  }

  /** Something was measured: readers see it at once, the disk some seconds later. */
  public void changed() {
    synchronized (this) {
      version++;
    }
    storeNowAndThen();
  }

  /** Grows with every change. */
  synchronized long version() {
    return version;
  }

  /** What was measured until now. */
  RunReport report() {
    return current.get();
  }

  /** Stores what was measured, when it is time to. Called every second or so. */
  public void storeNowAndThen() {
    long now = System.nanoTime();
    synchronized (this) {
      boolean due = storedAt == null || now - storedAt >= STORE_EVERY.toNanos();
      if (!due || Objects.equals(storedVersion, version)) {
        return;
      }
      storedAt = now;
      storedVersion = version;
    }
    store(current.get());
  }

  /** Stores what was measured: the controller goes. */
  public void storeNow() {
    store(current.get());
  }

  private void store(RunReport report) {
    synchronized (file) {
      // A branch may still store what it knew before the end.
      if (!finished) {
        write(report);
      }
    }
  }

  private void write(RunReport report) {
    try {
      action.reports().write(id.value(), report);
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, e, () -> "could not store the report of run " + id);
    }
  }

  /** The run has ended with this report. */
  public void finish(RunReport report) {
    synchronized (file) {
      finished = true;
      write(report);
    }
    action.ended(id.value(), report);
  }
}
