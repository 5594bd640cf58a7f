package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.files.PrivateFiles;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run is about to make, written and synced before it makes it, so that whoever comes after
 * its sudden end can take it away. The file is there only while something may be left: it appears
 * with the first intent and goes with the last one that is settled.
 *
 * <p>Beside it lies a lock file that the process holds; whether it is held says whether the run
 * lives. Safe for several threads.
 */
final class IntentJournal {
  static final String DIRECTORY = "journal";
  static final String SUFFIX = ".jsonl";
  static final String LOCK_SUFFIX = ".lock";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final RunId run;
  private final JournalCopy copy;
  private final List<JournalLine> open = new ArrayList<>();
  private @Nullable Path file;
  private @Nullable Path lockFile;
  private @Nullable FileChannel channel;
  private @Nullable FileChannel lock;
  private boolean left;

  /**
   * @param copy hears every line after it is on this machine's disk
   */
  IntentJournal(StateDirectory state, RunId run, JournalCopy copy) {
    this.copy = copy;
    this.directory = state.path().resolve(DIRECTORY);
    this.run = run;
  }

  /** Writes down what will be made; it is on the disk when this returns. */
  synchronized JournalLine intend(JournalLine intent) throws IOException {
    if (channel == null) {
      create();
    }
    append(intent);
    open.add(intent);
    try {
      copy.append(json(intent));
    } catch (IOException e) {
      settle(intent);
      throw e;
    }
    return intent;
  }

  /** Writes down that it was made, with its OID. */
  synchronized void made(JournalLine intent, long oid) throws IOException {
    append(intent.as(JournalLine.MADE, oid));
  }

  /** Writes down that nothing is left of it, or that its own mark says when it may go. */
  synchronized void settle(JournalLine intent) throws IOException {
    if (open.removeIf(intent::concerns)) {
      append(intent.as(JournalLine.SETTLED, null));
      closeWhenDone();
    }
  }

  /** Gives up on something that could not be taken away: from now on others may do that. */
  synchronized void leave(JournalLine intent) throws IOException {
    if (open.removeIf(intent::concerns)) {
      append(intent.as(JournalLine.LEFT, null));
      left = true;
      closeWhenDone();
    }
  }

  private void closeWhenDone() throws IOException {
    if (!open.isEmpty()) {
      return;
    }
    if (!left) {
      delete();
      return;
    }
    append(JournalLine.ended());
    if (channel != null) {
      channel.close();
      channel = null;
    }
    unlock(false);
    left = false;
  }

  private void create() throws IOException {
    PrivateFiles.createDirectories(directory);
    // A name of its own each time: a recovery may just be deleting the previous one.
    String name = run + "-" + RunId.random();
    lockFile = directory.resolve(name + LOCK_SUFFIX);
    lock = FileChannel.open(lockFile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      throw new IOException(lockFile + " is locked by another process although it is new");
    }
    file = directory.resolve(name + SUFFIX);
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    append(
        JournalLine.begin(
            run.value(), ProcessName.of(ProcessHandle.current()), ProcessName.host()));
    PrivateFiles.sync(directory);
  }

  private void append(JournalLine line) throws IOException {
    String json = json(line);
    ByteBuffer bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
    FileChannel to = channel;
    if (to == null) {
      throw new IOException("the journal of run " + run + " is closed");
    }
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    to.force(true);
    if (!line.is(JournalLine.INTENT)) {
      copyWhenPossible(json);
    }
  }

  /** What has happened already is not undone because its copy fails: a recovery looks again. */
  private void copyWhenPossible(String json) {
    try {
      copy.append(json);
    } catch (IOException e) {
      // The next intent, on which something depends, says it.
      return;
    }
  }

  private static String json(JournalLine line) throws IOException {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IOException(e);
    }
  }

  /** First the journal, then the lock: whoever sees the one without the other knows why. */
  private void delete() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
    if (file != null) {
      Files.deleteIfExists(file);
    }
    unlock(true);
  }

  private void unlock(boolean forGood) throws IOException {
    if (forGood && lockFile != null) {
      Files.deleteIfExists(lockFile);
    }
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }
}
