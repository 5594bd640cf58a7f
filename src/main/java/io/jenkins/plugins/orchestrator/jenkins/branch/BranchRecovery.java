package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Queue;
import hudson.model.TaskListener;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.CopiedJournal;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;

/**
 * Takes away what lost branches left on their servers, from the controller's copies of their
 * journals: at start-up, periodically, and when a branch says so. The work is done on agents, as
 * the controller may not reach the databases.
 */
@Extension
public final class BranchRecovery extends AsyncPeriodicWork {
  private static final Logger LOGGER = Logger.getLogger(BranchRecovery.class.getName());

  /** Agents connect some seconds after the start. */
  private static final long FIRST_SECONDS = 20;

  private static final long SOON_SECONDS = 2;
  private static final long PERIOD_MINUTES = 10;

  private final Set<RunId> scheduled = ConcurrentHashMap.newKeySet();

  public BranchRecovery() {
    super("Parallel Orchestrator: recovery of lost branches");
  }

  /** The controller's directory of the branches' journals. */
  public static Path journals() {
    return Jenkins.get().getRootDir().toPath().resolve("parallel-orchestrator").resolve("journals");
  }

  /** Looks at the journals in a moment, on another thread. */
  static void soon() {
    BranchRecovery recovery = ExtensionList.lookupSingleton(BranchRecovery.class);
    // It says itself what goes wrong.
    Future<?> unused =
        Timer.get().schedule(recovery::recoverQuietly, SOON_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public long getRecurrencePeriod() {
    return TimeUnit.MINUTES.toMillis(PERIOD_MINUTES);
  }

  @Override
  public long getInitialDelay() {
    return TimeUnit.SECONDS.toMillis(FIRST_SECONDS);
  }

  @Override
  protected Level getNormalLoggingLevel() {
    return Level.FINE;
  }

  @Override
  protected void execute(TaskListener listener) throws IOException {
    recover();
  }

  private void recoverQuietly() {
    try {
      recover();
    } catch (IOException | RuntimeException e) {
      LOGGER.log(Level.WARNING, "could not read the journals of lost branches", e);
    }
  }

  private void recover() throws IOException {
    if (Jenkins.get().isTerminating()) {
      return;
    }
    for (Path headerFile : headers(journals())) {
      try {
        recover(headerFile);
      } catch (NoSuchFileException e) {
        LOGGER.log(Level.FINE, e, () -> headerFile + ": its branch has just ended well");
      } catch (IOException | RuntimeException e) {
        // The others are recovered all the same: what is in a journal came from an agent.
        LOGGER.log(Level.WARNING, e, () -> "cannot recover what " + headerFile + " tells of");
      }
    }
  }

  private static List<Path> headers(Path directory) throws IOException {
    List<Path> headers = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
        files.forEach(headers::add);
      }
    }
    return headers;
  }

  private void recover(Path headerFile) throws IOException {
    JournalHeader header = JournalHeader.read(headerFile);
    if (BranchRegistry.get().isRunning(header.id()) || BranchHolds.get().isHeld(header)) {
      return;
    }
    Path lines = BranchJournal.lines(journals(), header.id());
    String text = Files.exists(lines) ? Files.readString(lines) : "";
    if (CopiedJournal.of(header.id(), text).isSettled()) {
      BranchJournal.delete(lines, headerFile);
    } else if (scheduled.add(header.id())) {
      RecoveryTask task = new RecoveryTask(header, text, this, left -> {});
      if (!Queue.getInstance().schedule2(task, 0).isAccepted()) {
        scheduled.remove(header.id());
      }
    }
  }

  /**
   * Takes away what one branch made and its step has used until now. It is written down first that
   * nobody uses it any more: what is not managed now is tried again later. Blocks for files.
   *
   * @param held the node that the step holds, where it is done if it may be; else in Jenkins' queue
   * @param told hears once, on another thread, whether nothing is left
   */
  void takeAway(RunId id, HeldNode held, Consumer<Boolean> told) throws IOException {
    Path headerFile = JournalHeader.file(journals(), id);
    if (!Files.exists(headerFile)) {
      told.accept(true);
      return;
    }
    JournalHeader header = JournalHeader.read(headerFile).released();
    header.write(headerFile);
    Path lines = BranchJournal.lines(journals(), id);
    String text = Files.exists(lines) ? Files.readString(lines) : "";
    if (CopiedJournal.of(id, text).isSettled()) {
      BranchJournal.delete(lines, headerFile);
      told.accept(true);
    } else if (scheduled.add(id)) {
      start(new RecoveryTask(header, text, this, told), header, held);
    } else {
      // It is being done, since the time was over.
      told.accept(false);
    }
  }

  private void start(RecoveryTask task, JournalHeader header, HeldNode held) {
    Node node = held.when(header.label());
    if (node != null) {
      Computer.threadPoolForRemoting.execute(() -> task.runOn(node));
    } else if (!Queue.getInstance().schedule2(task, 0).isAccepted()) {
      task.cancelled();
    }
  }

  /** A task has ended; what it did not manage is tried again later. */
  void ended(JournalHeader header, boolean settled) throws IOException {
    scheduled.remove(header.id());
    if (settled) {
      BranchJournal.delete(
          BranchJournal.lines(journals(), header.id()),
          JournalHeader.file(journals(), header.id()));
    }
  }

  /** A person took the task out of the queue: it comes back with the next period. */
  void cancelled(JournalHeader header) {
    scheduled.remove(header.id());
  }
}
