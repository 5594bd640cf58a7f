package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.model.Computer;
import hudson.model.Node;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The branches of one operation: at most so many at once, each on the node that the step holds
 * where its label allows, else where Jenkins' queue puts it.
 */
public final class Branches<R extends Serializable> {
  private static final Logger LOGGER = Logger.getLogger(Branches.class.getName());

  private final Operation operation;
  private final BranchesListener<R> listener;
  private final Turnstiles turnstiles;
  private final List<BranchRun<R>> all = new ArrayList<>();
  private final Deque<BranchRun<R>> waiting = new ArrayDeque<>();
  private int free;
  private int unfinished;

  /**
   * @param maxParallel how many run or wait for an executor at once
   */
  public Branches(
      Operation operation,
      List<BranchRequest<R>> requests,
      int maxParallel,
      BranchesListener<R> listener) {
    this.operation = operation;
    this.listener = listener;
    this.turnstiles = new Turnstiles(operation.sequential());
    this.free = maxParallel;
    this.unfinished = requests.size();
    for (BranchRequest<R> request : requests) {
      all.add(new BranchRun<>(request, this));
    }
    waiting.addAll(all);
  }

  /** Starts as many as may run at once. */
  public void start() {
    BranchRegistry.get().add(this);
    if (hasEnded()) {
      // It was stopped before it started: nobody would take it out again.
      BranchRegistry.get().remove(this);
    }
    startMore();
  }

  private synchronized boolean hasEnded() {
    return unfinished == 0;
  }

  /** Ends all; those that have begun after their cleanup. Later calls do nothing. */
  public void stop(String reason) {
    // Those that have not begun first, or each end would start the next.
    synchronized (this) {
      waiting.clear();
    }
    all.forEach(branch -> branch.stop(reason));
  }

  /** What each branch in the queue waits for, by its environment; in the order of the requests. */
  public List<Waiting> waiting() {
    List<Waiting> result = new ArrayList<>();
    for (BranchRun<R> branch : all) {
      String why = branch.waitsFor();
      if (why != null) {
        result.add(new Waiting(branch.environment(), branch.label(), why));
      }
    }
    return result;
  }

  /** A branch in the queue; {@code why} is Jenkins' own sentence. */
  public record Waiting(String environment, @Nullable String label, String why) {}

  Operation operation() {
    return operation;
  }

  BranchesListener<R> listener() {
    return listener;
  }

  private void startMore() {
    while (true) {
      BranchRun<R> next;
      synchronized (this) {
        if (free == 0 || waiting.isEmpty()) {
          return;
        }
        free--;
        next = waiting.removeFirst();
      }
      Node held = operation.held().when(next.label());
      if (held == null) {
        next.schedule();
      } else {
        background(() -> next.runOn(held));
      }
    }
  }

  /** Runs something on a thread that may block. */
  void background(Runnable work) {
    Computer.threadPoolForRemoting.execute(work);
  }

  BranchJournal journal(BranchRequest<R> request, Node node) {
    String own = node.getSelfLabel().getName();
    return new BranchJournal(
        operation.journals(),
        new JournalHeader(
            request.id(),
            operation.build().getFullDisplayName(),
            request.environment(),
            request.label() == null ? own : request.label(),
            request.label() == null,
            node.getDisplayName(),
            request.servers(),
            hold(request)));
  }

  private JournalHeader.@Nullable Hold hold(BranchRequest<R> request) {
    return request.heldUntil() == null
        ? null
        : new JournalHeader.Hold(operation.build().getExternalizableId(), request.heldUntil());
  }

  LinkServer link(
      BranchRequest<R> request, Node node, BranchJournal journal, Cancellation cancellation) {
    return new LinkServer(
        request.environment(),
        request.parts(),
        listener,
        journal,
        turnstiles,
        commands(node),
        cancellation,
        operation::isAlive,
        this::stop);
  }

  /** An agent may not have another machine run what it likes. */
  private UserCommands commands(Node node) {
    return operation.held().is(node)
        ? operation.commands()
        : UserCommands.none("commands run where the workspace is, and the branch is not there");
  }

  /** What a branch leaves is taken away by another one. */
  void ended(BranchRequest<R> request, BranchJournal journal) {
    try {
      // What a step uses is for the step to take away.
      if (!journal.end() && request.heldUntil() == null) {
        listener.message(
            request.environment(),
            "something is left on the server; a recovery takes it away in the background");
        BranchRecovery.soon();
      }
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, e, () -> "the journal of branch " + request.id());
    }
  }

  void ended(BranchRun<R> branch, BranchOutcome<R> outcome) {
    try {
      listener.ended(branch.environment(), outcome);
    } catch (RuntimeException | Error e) {
      // What it gave back came from an agent. The others are to end all the same.
      LOGGER.log(Level.WARNING, e, () -> operation.build() + ": " + branch.environment());
    }
    boolean last;
    synchronized (this) {
      free++;
      unfinished--;
      last = unfinished == 0;
    }
    if (last) {
      BranchRegistry.get().remove(this);
      listener.allEnded();
    } else {
      startMore();
    }
  }

  boolean belongsTo(hudson.model.Run<?, ?> build) {
    return operation.build() == build;
  }

  /** Whether a branch of this id may still write to its journal. */
  boolean has(io.jenkins.plugins.orchestrator.engine.run.RunId id) {
    return all.stream().anyMatch(branch -> branch.is(id) && !branch.hasEnded());
  }
}
