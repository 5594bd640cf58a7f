package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.ProgressListener;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The controller's end of a {@link BranchLink}: trusts the agent with one environment only. */
final class LinkServer implements BranchLink {
  /** More than any real branch says; what comes after is not listened to. */
  private static final long MOST_EVENTS_IN_ALL = 1_000_000;

  private static final int LONGEST_REASON = 500;
  private static final String ENDED = "the branch has ended";

  private final String environment;
  private final List<String> parts;
  private final ProgressListener listener;
  private final BranchJournal journal;
  private final Turnstiles turnstiles;
  private final UserCommands commands;
  private final Cancellation cancellation;
  private final BooleanSupplier alive;
  private final Consumer<String> stopAll;
  private long next;
  private boolean ended;

  /**
   * @param parts the other names under which the branch may speak
   * @param cancellation ends this branch
   * @param alive whether the build still runs
   * @param stopAll ends all branches
   */
  LinkServer(
      String environment,
      List<String> parts,
      ProgressListener listener,
      BranchJournal journal,
      Turnstiles turnstiles,
      UserCommands commands,
      Cancellation cancellation,
      BooleanSupplier alive,
      Consumer<String> stopAll) {
    this.environment = environment;
    this.parts = List.copyOf(parts);
    this.listener = listener;
    this.journal = journal;
    this.turnstiles = turnstiles;
    this.commands = commands;
    this.cancellation = cancellation;
    this.alive = alive;
    this.stopAll = stopAll;
  }

  /**
   * The branch has ended: an agent that was given up, or that keeps what was exported to it, does
   * nothing here any more.
   */
  void end() {
    synchronized (this) {
      ended = true;
      turnstiles.leaveAll(environment);
    }
    // And with it a command that still runs.
    cancellation.cancel(ENDED);
  }

  @Override
  public @Nullable String exchange(long first, List<BranchEvent> events) {
    for (BranchEvent event : fresh(first, List.copyOf(events))) {
      if (event instanceof BranchEvent.OfPart of && parts.contains(of.part())) {
        of.event().tell(of.part(), listener);
      } else {
        event.tell(environment, listener);
      }
    }
    if (!alive.getAsBoolean()) {
      cancellation.cancel("its build has ended");
    }
    return cancellation.reason();
  }

  private synchronized List<BranchEvent> fresh(long first, List<BranchEvent> events) {
    long end = first + events.size();
    if (ended
        || events.size() > MOST_EVENTS
        || first > next
        || end > MOST_EVENTS_IN_ALL
        || end <= next) {
      return List.of();
    }
    List<BranchEvent> fresh = events.subList((int) (next - first), events.size());
    next = end;
    return fresh;
  }

  @Override
  public void journal(String line) throws IOException {
    journal.append(Objects.requireNonNull(line));
  }

  @Override
  public synchronized boolean tryEnter(TaskKind step) throws IOException {
    checkGoesOn();
    return turnstiles.tryEnter(environment, step);
  }

  @Override
  public void leave(TaskKind step) {
    turnstiles.leave(environment, step);
  }

  @Override
  public UserCommands.Ended command(UserCommands.Command command) throws IOException {
    checkGoesOn();
    return commands.run(command, ClientProcess.Listener.none(), cancellation);
  }

  @Override
  public void stopAll(String reason) throws IOException {
    checkGoesOn();
    stopAll.accept(reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason);
  }

  private synchronized void checkGoesOn() throws IOException {
    if (ended) {
      throw new IOException(ENDED);
    }
  }
}
