package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the lanes of one run in one process meet: they clone the same state, hand out together or
 * not at all, and wait for the one command. Safe for several threads.
 */
final class Meeting {
  /** A run in which a lane waits longer for another one is stuck. */
  private static final Duration LONGEST = Duration.ofHours(24);

  private static final long POLL_MILLIS = 50;

  /** Takes the first clone. */
  interface Taking {
    Snapshot take() throws SnapshotException;
  }

  /** Somebody's turn. */
  interface Turn {
    /** The next one may begin. */
    void end();
  }

  private final int lanes;
  private final Semaphore source = new Semaphore(1, true);
  private final Map<Integer, ProvisionedDatabase> ready = new TreeMap<>();
  private boolean taken;
  private boolean commandStarted;
  private boolean withdrawn;
  private int marked;
  private @Nullable Snapshots snapshots;
  private @Nullable Snapshot original;
  private @Nullable Instant expires;
  private @Nullable Used used;
  private @Nullable String broken;

  Meeting(int lanes) {
    this.lanes = lanes;
  }

  /** The run's, made by whoever comes first. */
  synchronized Snapshots snapshots(Supplier<Snapshots> make) {
    Snapshots known = snapshots;
    if (known == null) {
      known = make.get();
      snapshots = known;
    }
    return known;
  }

  /** A clone for the calling lane: the first takes it, the others take the same state again. */
  Snapshot copy(Taking first, Cancellation cancellation) throws SnapshotException {
    boolean isFirst;
    synchronized (this) {
      isFirst = !taken;
      taken = true;
    }
    if (isFirst) {
      Snapshot snapshot = first.take();
      synchronized (this) {
        original = snapshot;
        notifyAll();
      }
      return snapshot;
    }
    await(() -> original != null, cancellation);
    return original().again();
  }

  private synchronized Snapshot original() {
    return java.util.Objects.requireNonNull(original);
  }

  /** Ends the waiting of all: a lane has failed. */
  synchronized void breakUp(String why) {
    if (broken == null) {
      broken = why;
    }
    notifyAll();
  }

  /** Lets one lane at a time read the source, which others use. */
  Turn readingSource(Cancellation cancellation) {
    try {
      while (!source.tryAcquire(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        cancellation.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while another clone was compared with the source");
    }
    return source::release;
  }

  /**
   * Waits until all lanes have a clone that may be handed out.
   *
   * @return when all of them end: so long after the last one was ready
   */
  Instant allReady(ProvisionedDatabase database, Duration ttl, Cancellation cancellation) {
    synchronized (this) {
      ready.put(database.index(), database);
      if (ready.size() == lanes) {
        expires = Instant.now().plus(ttl).truncatedTo(ChronoUnit.SECONDS);
      }
      notifyAll();
    }
    await(() -> expires != null, cancellation);
    return expires();
  }

  private synchronized Instant expires() {
    return java.util.Objects.requireNonNull(expires);
  }

  /** Waits until all clones are marked with their end: from then on they are handed out. */
  void allMarked(Cancellation cancellation) {
    synchronized (this) {
      marked++;
      notifyAll();
    }
    await(this::areAllMarked, cancellation);
  }

  private synchronized boolean areAllMarked() {
    return marked == lanes;
  }

  /**
   * Takes back what was handed out.
   *
   * @return all clones, of which some may be the run's own still
   */
  synchronized List<ProvisionedDatabase> withdraw() {
    withdrawn = true;
    return List.copyOf(ready.values());
  }

  /** What was handed out; null when nothing was. */
  synchronized @Nullable List<ProvisionedDatabase> handedOut() {
    return areAllMarked() && !withdrawn ? List.copyOf(ready.values()) : null;
  }

  /** When what was handed out ends; null when nothing was. */
  synchronized @Nullable Instant end() {
    return areAllMarked() && !withdrawn ? expires : null;
  }

  /** Runs the command, or waits until another lane has; what it gives is the same for all. */
  Used use(Supplier<Used> command) {
    boolean isFirst;
    synchronized (this) {
      isFirst = !commandStarted;
      commandStarted = true;
    }
    if (isFirst) {
      Used ended = command.get();
      synchronized (this) {
        used = ended;
        notifyAll();
      }
      return ended;
    }
    // Not cancelled: the command is, and with its end all lanes clean up.
    await(() -> used != null, new Cancellation());
    return java.util.Objects.requireNonNull(used());
  }

  /** How the command ended; null when it did not run, or not yet. */
  synchronized @Nullable Used used() {
    return used;
  }

  private synchronized void await(Supplier<Boolean> condition, Cancellation cancellation) {
    Deadline deadline = Deadline.after(LONGEST);
    try {
      while (!condition.get()) {
        if (broken != null) {
          throw new CancelledException(broken);
        }
        cancellation.check();
        if (deadline.hasPassed()) {
          throw new CancelledException("the other clones were not ready within 24 hours");
        }
        wait(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for the other clones");
    }
  }
}
