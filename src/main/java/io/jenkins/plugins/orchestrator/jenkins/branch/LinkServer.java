package io.jenkins.plugins.orchestrator.jenkins.branch;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The controller's end of a {@link BranchLink}: trusts the agent with one environment only. */
final class LinkServer implements BranchLink {
  /** More than any real branch says; what comes after is not listened to. */
  private static final long MOST_EVENTS_IN_ALL = 1_000_000;

  /** More commands than any real branch runs or ends at once. */
  private static final int MOST_COMMANDS = 10_000;

  /** More than any file of results has that is read for a branch. */
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final int LONGEST_REASON = 500;
  private static final String ENDED = "the branch has ended";

  private final String environment;
  private final List<String> parts;
  private final BranchProgress listener;
  private final BranchJournal journal;
  private final Turnstiles turnstiles;
  private final UserCommands commands;
  private final Cancellation cancellation;
  private final BooleanSupplier alive;
  private final Consumer<String> stopAll;
  private final Map<Long, Cancellation> running = new HashMap<>();
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
      BranchProgress listener,
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
  public UserCommands.Ended command(long number, UserCommands.Command command) throws IOException {
    checkGoesOn();
    Cancellation own = cancellationOf(number);
    if (own == null) {
      throw new IOException("the branch runs too many commands at once");
    }
    Cancellation.Registration whole =
        cancellation.onCancel(() -> own.cancel(Objects.requireNonNull(cancellation.reason())));
    try {
      return commands.run(command, ClientProcess.Listener.none(), own);
    } finally {
      whole.close();
      forget(number);
    }
  }

  @Override
  public void endCommand(long number) {
    Cancellation own = cancellationOf(number);
    if (own != null) {
      own.cancel("the branch needs it no longer");
    }
  }

  /** Null when there are too many. */
  private synchronized @Nullable Cancellation cancellationOf(long number) {
    return running.size() < MOST_COMMANDS || running.containsKey(number)
        ? running.computeIfAbsent(number, any -> new Cancellation())
        : null;
  }

  private synchronized void forget(long number) {
    running.remove(number);
  }

  @Override
  public UserCommands.WrittenFile read(String path, int most) throws IOException {
    checkGoesOn();
    return commands.read(Objects.requireNonNull(path), Math.max(0, Math.min(most, MOST_BYTES)));
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
