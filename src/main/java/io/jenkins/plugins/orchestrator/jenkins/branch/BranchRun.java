package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.FilePath;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.remoting.Channel;
import hudson.remoting.Future;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.io.Serializable;
import java.security.CodeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jspecify.annotations.Nullable;

/** One branch, from its request to its outcome, which is told exactly once. */
final class BranchRun<R extends Serializable> {
  private static final Logger LOGGER = Logger.getLogger(BranchRun.class.getName());
  private static final long POLL_MILLIS = 500;

  /** How long a lost agent may be the first sign of a controller that goes. */
  private static final Duration FAREWELL = Duration.ofSeconds(4);

  /** How long a branch may clean up after it was stopped; dropping a clone takes seconds. */
  static final Duration GRACE = Duration.ofSeconds(90);

  private final BranchRequest<R> request;
  private final Branches<R> branches;
  private final Cancellation cancellation = new Cancellation();
  private @Nullable BranchTask task;
  private boolean begun;
  private boolean ended;

  BranchRun(BranchRequest<R> request, Branches<R> branches) {
    this.request = request;
    this.branches = branches;
  }

  Operation operation() {
    return branches.operation();
  }

  String environment() {
    return request.environment();
  }

  boolean is(RunId id) {
    return request.id().equals(id);
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Nullable String label() {
    return request.label();
  }

  /** Puts it into Jenkins' queue. */
  void schedule() {
    BranchTask created = new BranchTask(this);
    synchronized (this) {
      if (ended) {
        return;
      }
      task = created;
    }
    try {
      if (!Queue.getInstance().schedule2(created, 0).isAccepted()) {
        fail("Jenkins' queue did not take the branch; is Jenkins about to shut down?");
      }
    } catch (RuntimeException e) {
      // Of another plugin's that decides on the queue.
      LOGGER.log(Level.WARNING, e, () -> operation().build() + ": " + environment());
      fail("Jenkins' queue did not take the branch: " + e);
    }
    if (hasEnded()) {
      // Stopped while it was on its way into the queue.
      Queue.getInstance().cancel(created);
    }
  }

  /** What it waits for in the queue, as Jenkins says it; null when it does not wait there. */
  @Nullable String waitsFor() {
    BranchTask waiting;
    synchronized (this) {
      waiting = begun || ended ? null : task;
    }
    Queue.Item item = waiting == null ? null : Queue.getInstance().getItem(waiting);
    return item == null ? null : item.getWhy();
  }

  /** Ends it: a branch that has not begun at once, another one after its cleanup. */
  void stop(String reason) {
    cancellation.cancel(reason);
    BranchTask waiting;
    boolean ends;
    synchronized (this) {
      if (begun) {
        return;
      }
      waiting = task;
      // In the same moment: it must not begin any more.
      ends = !ended;
      ended = true;
    }
    if (ends) {
      branches.ended(this, BranchOutcome.cancelled(reason, null));
    }
    if (waiting != null) {
      Queue.getInstance().cancel(waiting);
    }
  }

  /** Its build was killed, deleted or has ended: it must not begin. */
  void retractIfEnded() {
    if (!operation().isAlive()) {
      // Not on this thread, which holds the queue's lock.
      branches.background(() -> stop("its build has ended"));
    }
  }

  void fail(String problem) {
    end(BranchOutcome.failed(problem, null));
  }

  /** Runs it, on this thread, until it has ended. */
  void runOn(Node node) {
    synchronized (this) {
      if (ended || begun) {
        return;
      }
      begun = true;
    }
    String name = node.getDisplayName();
    if (!operation().isAlive()) {
      end(BranchOutcome.cancelled("its build has ended", null));
      return;
    }
    end(outcome(node, name));
  }

  /** Whatever goes wrong is an outcome: a branch without one would keep its step for ever. */
  private BranchOutcome<R> outcome(Node node, String name) {
    try {
      branches.listener().started(environment(), name);
      return call(node, name);
    } catch (RuntimeException | Error e) {
      LOGGER.log(Level.WARNING, e, () -> operation().build() + ": " + environment());
      return BranchOutcome.failed("internal error, please report it: " + e, name);
    }
  }

  private BranchOutcome<R> call(Node node, String name) {
    VirtualChannel channel = node.getChannel();
    FilePath root = node.getRootPath();
    if (channel == null || root == null) {
      return BranchOutcome.failed("the agent " + name + " is offline", name);
    }
    BranchJournal journal = branches.journal(request, node);
    LinkServer link = branches.link(request, node, journal, cancellation);
    try {
      preload(channel);
      Future<R> call =
          channel.callAsync(
              new BranchCallable<>(
                  environment(),
                  request.work(),
                  channel.export(BranchLink.class, link),
                  operation().clock(),
                  root.child("parallel-orchestrator").child("state").getRemote()));
      return await(call, name);
    } catch (IOException e) {
      return BranchOutcome.failed("the agent " + name + " was lost: " + e.getMessage(), name);
    } catch (InterruptedException e) {
      // Nothing has begun there.
      return BranchOutcome.cancelled(stoppedOn(name), name);
    } finally {
      link.end();
      branches.ended(request, journal);
    }
  }

  /** So that nothing has to be loaded any more when the connection is lost. */
  private static void preload(VirtualChannel channel) throws IOException, InterruptedException {
    if (channel instanceof Channel remote) {
      Class<?>[] packed =
          Stream.of(BranchCallable.class, org.postgresql.Driver.class)
              .filter(BranchRun::isInJar)
              .toArray(Class<?>[]::new);
      remote.preloadJar(BranchRun.class.getClassLoader(), packed);
    }
  }

  /** While the plugin is developed (hpi:run, tests) its classes lie in a directory. */
  private static boolean isInJar(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source != null && source.getLocation().getPath().endsWith(".jar");
  }

  /**
   * Waits for the branch's own end. A first interrupt (the executor was stopped) cancels it, by
   * which remoting interrupts the agent too; a second one shortens nothing: what the agent is
   * cleaning up would be left behind. The thread does not stay interrupted: it has yet to write
   * files, and its work is over then anyway.
   */
  private BranchOutcome<R> await(Future<R> call, String name) {
    Deadline patience = null;
    while (true) {
      try {
        return BranchOutcome.of(call.get(POLL_MILLIS, TimeUnit.MILLISECONDS), name);
      } catch (InterruptedException e) {
        cancellation.cancel(stoppedOn(name));
      } catch (TimeoutException e) {
        if (!cancellation.isCancelled()) {
          if (!operation().isAlive()) {
            cancellation.cancel("its build has ended");
          }
        } else if (patience == null) {
          patience = Deadline.after(GRACE);
        } else if (patience.hasPassed()) {
          call.cancel(true);
          return BranchOutcome.failed(
              "did not clean up within " + GRACE.toSeconds() + " s on " + name, name);
        }
      } catch (ExecutionException e) {
        return ended(e.getCause() == null ? e : e.getCause(), name);
      }
    }
  }

  private static String stoppedOn(String node) {
    return "its executor on " + node + " was stopped";
  }

  private BranchOutcome<R> ended(Throwable cause, String name) {
    LOGGER.log(Level.FINE, cause, () -> operation().build() + ": " + environment());
    boolean said = cause.getClass() == IOException.class && cause.getMessage() != null;
    if (!said) {
      awaitTermination();
    }
    String why = cancellation.reason();
    if (why != null) {
      return BranchOutcome.cancelled(why, name);
    }
    if (said) {
      // By the callable itself, for people.
      return BranchOutcome.failed(Objects.requireNonNull(cause.getMessage()), name);
    }
    return BranchOutcome.failed("the agent " + name + " was lost, or refused: " + cause, name);
  }

  /**
   * A controller that is stopped closes the connections of its agents some moments before it says
   * that it goes: a branch that ended in between would end its step, and with it the build.
   */
  private static void awaitTermination() {
    Deadline moment = Deadline.after(FAREWELL);
    while (!moment.hasPassed() && !Jenkins.get().isTerminating()) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        // Executors are stopped too by a controller that goes; else this one is over anyway.
        LOGGER.log(Level.FINE, "not waited for", e);
      }
    }
  }

  private void end(BranchOutcome<R> outcome) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    if (begun && Jenkins.get().isTerminating()) {
      // The controller goes, and with it the connection: this is not how the branch ended.
      branches.listener().cutOff();
      return;
    }
    branches.ended(this, outcome);
  }
}
