package io.jenkins.plugins.orchestrator.jenkins.branch;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.AsyncPeriodicWork;
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
    if (BranchRegistry.get().isRunning(header.id())) {
      return;
    }
    Path lines = BranchJournal.lines(journals(), header.id());
    String text = Files.exists(lines) ? Files.readString(lines) : "";
    if (CopiedJournal.of(header.id(), text).isSettled()) {
      BranchJournal.delete(lines, headerFile);
    } else if (scheduled.add(header.id())) {
      RecoveryTask task = new RecoveryTask(header, text, this);
      if (!Queue.getInstance().schedule2(task, 0).isAccepted()) {
        scheduled.remove(header.id());
      }
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
