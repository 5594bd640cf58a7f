package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes away what an ended run left on this machine: client programs, dumps, password files. */
final class LocalReaper {
  private static final int GRACE_SECONDS = 5;

  private final StateDirectory state;
  private final Redactor redactor;
  private final boolean dryRun;

  LocalReaper(StateDirectory state, Redactor redactor, boolean dryRun) {
    this.state = state;
    this.redactor = redactor;
    this.dryRun = dryRun;
  }

  List<Reaped> reap(DeadJournal journal) {
    List<Reaped> done = new ArrayList<>();
    // Programs first: they write into the directories.
    List<JournalLine> left = new ArrayList<>(journal.left());
    left.sort(java.util.Comparator.comparing(line -> !JournalLine.PROCESS.equals(line.kind())));
    for (JournalLine line : left) {
      try {
        if (JournalLine.PROCESS.equals(line.kind())) {
          process(journal, line, done);
        } else if (JournalLine.FILE.equals(line.kind())) {
          file(journal, line, done);
        }
      } catch (IOException e) {
        done.add(
            Reaper.failed(
                ProcessName.host(), line.kind(), String.valueOf(line.name()), e, redactor));
      }
    }
    return done;
  }

  private void process(DeadJournal journal, JournalLine line, List<Reaped> done)
      throws IOException {
    String name = Objects.requireNonNull(line.name());
    if (!ProcessName.host().equals(line.host())) {
      done.add(reaped("process", name, Reaped.Outcome.KEPT, "it runs on " + line.host()));
      return;
    }
    Optional<ProcessHandle> process = ProcessName.find(name);
    if (process.isPresent()) {
      if (dryRun) {
        done.add(reaped("process", name, Reaped.Outcome.WOULD_DROP, "its run has ended"));
        return;
      }
      end(process.get());
      done.add(reaped("process", name, Reaped.Outcome.DROPPED, "its run has ended"));
    }
    if (!dryRun) {
      journal.settle(line);
    }
  }

  /** Asks first, so that pg_dump cancels its statements and ends its workers. */
  private static void end(ProcessHandle process) throws IOException {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    process.destroy();
    try {
      process.onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while process " + process.pid() + " was ended", e);
    }
    all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }

  private void file(DeadJournal journal, JournalLine line, List<Reaped> done) throws IOException {
    String name = Objects.requireNonNull(line.name());
    Path path = Path.of(name);
    if (!CloneWork.isTemporary(state, path)) {
      done.add(reaped("file", name, Reaped.Outcome.KEPT, "it is outside the state directory"));
      return;
    }
    boolean there = java.nio.file.Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    if (there) {
      if (!dryRun) {
        CloneWork.deleteAll(path);
      }
      done.add(
          reaped(
              "file",
              name,
              dryRun ? Reaped.Outcome.WOULD_DROP : Reaped.Outcome.DROPPED,
              "its run has ended"));
    }
    if (!dryRun) {
      journal.settle(line);
    }
  }

  private static Reaped reaped(String kind, String name, Reaped.Outcome outcome, String reason) {
    return new Reaped(ProcessName.host(), kind, name, outcome, reason);
  }
}
