package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a run that is proven to have ended: nobody holds its lock. Holds the lock itself
 * while it is open, so that two recoveries do not work on it at once.
 */
final class DeadJournal implements AutoCloseable {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final Path file;
  private final Path lockFile;
  private final FileChannel lock;
  private final List<JournalLine> lines;

  private DeadJournal(Path file, Path lockFile, FileChannel lock, List<JournalLine> lines) {
    this.file = file;
    this.lockFile = lockFile;
    this.lock = lock;
    this.lines = lines;
  }

  /** All journals of ended runs; the caller closes them. */
  static List<DeadJournal> all(StateDirectory state) throws IOException {
    List<DeadJournal> dead = new ArrayList<>();
    for (Path file : files(state)) {
      open(file).ifPresent(dead::add);
    }
    return dead;
  }

  /** What the others, the living, have written down and not settled: nobody may touch that. */
  static Living living(StateDirectory state, List<DeadJournal> dead) throws IOException {
    Set<String> runs = new TreeSet<>();
    List<JournalLine> open = new ArrayList<>();
    for (Path file : files(state)) {
      if (dead.stream().noneMatch(journal -> journal.file.equals(file))) {
        List<JournalLine> lines = read(file);
        List<JournalLine> left = lines.stream().filter(l -> l.is(JournalLine.LEFT)).toList();
        lines.stream().limit(1).filter(l -> l.run() != null).forEach(l -> runs.add(l.run()));
        open.addAll(unsettled(lines));
        open.removeIf(line -> left.stream().anyMatch(line::concerns));
      }
    }
    return new Living(Set.copyOf(runs), List.copyOf(open));
  }

  private static List<Path> files(StateDirectory state) throws IOException {
    List<Path> files = new ArrayList<>();
    Path directory = state.path().resolve(IntentJournal.DIRECTORY);
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> all =
          Files.newDirectoryStream(directory, "*" + IntentJournal.SUFFIX)) {
        all.forEach(files::add);
      }
    }
    return files;
  }

  private static Optional<DeadJournal> open(Path file) throws IOException {
    List<JournalLine> lines = read(file);
    if (writtenByThisProcess(lines) && lines.stream().noneMatch(l -> l.is(JournalLine.ENDED))) {
      // Not even looked at: closing any channel of a file gives up this process's own lock on it.
      return Optional.empty();
    }
    String name = file.getFileName().toString();
    Path lockFile =
        file.resolveSibling(
            name.substring(0, name.length() - IntentJournal.SUFFIX.length())
                + IntentJournal.LOCK_SUFFIX);
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isTaken(lock)) {
      lock.close();
      return Optional.empty();
    }
    // Read again: until now its owner may have lived.
    return Optional.of(new DeadJournal(file, lockFile, lock, read(file)));
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      FileLock taken = lock.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static boolean writtenByThisProcess(List<JournalLine> lines) {
    return !lines.isEmpty()
        && ProcessName.of(ProcessHandle.current()).equals(lines.get(0).process())
        && ProcessName.host().equals(lines.get(0).host());
  }

  /** The lines that were written to their end; a run that was killed may leave half a line. */
  private static List<JournalLine> read(Path file) throws IOException {
    try {
      return parseAll(Files.readString(file, StandardCharsets.UTF_8));
    } catch (NoSuchFileException e) {
      // Its run has just settled everything.
      return new ArrayList<>();
    }
  }

  /** The whole lines of a journal's text, in a list that may be changed. */
  static List<JournalLine> parseAll(String text) {
    List<JournalLine> lines = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      parse(line).ifPresent(lines::add);
    }
    return lines;
  }

  private static Optional<JournalLine> parse(String line) {
    if (line.isBlank()) {
      return Optional.empty();
    }
    try {
      JournalLine parsed = JSON.readValue(line, JournalLine.class);
      // A null of JSON's is no line either.
      return parsed == null || parsed.event() == null ? Optional.empty() : Optional.of(parsed);
    } catch (JsonProcessingException e) {
      // What the half line was about to say has not been done: intents precede changes.
      return Optional.empty();
    }
  }

  static List<JournalLine> unsettled(List<JournalLine> lines) {
    List<JournalLine> open = new ArrayList<>();
    for (JournalLine line : lines) {
      if (line.is(JournalLine.INTENT)) {
        open.add(line);
      } else if (line.is(JournalLine.MADE)) {
        open.removeIf(line::concerns);
        open.add(line);
      } else if (line.is(JournalLine.SETTLED)) {
        open.removeIf(line::concerns);
      }
    }
    return open;
  }

  /** The run's name; null when it was killed before its first line was whole. */
  @Nullable String run() {
    return lines.isEmpty() ? null : lines.get(0).run();
  }

  /** Which machine it ran on. */
  @Nullable String host() {
    return lines.isEmpty() ? null : lines.get(0).host();
  }

  /** What may be left, the latest first. */
  List<JournalLine> left() {
    List<JournalLine> open = unsettled(lines);
    java.util.Collections.reverse(open);
    return open;
  }

  /** Writes down that nothing is left of it. */
  void settle(JournalLine line) throws IOException {
    JournalLine settled = line.as(JournalLine.SETTLED, null);
    Files.writeString(
        file, "\n" + JSON.writeValueAsString(settled) + "\n", StandardOpenOption.APPEND);
    lines.add(settled);
  }

  /** Deletes it when nothing is left, and lets go of it. */
  @Override
  public void close() throws IOException {
    if (unsettled(lines).isEmpty()) {
      Files.deleteIfExists(file);
      Files.deleteIfExists(lockFile);
    }
    lock.close();
  }
}
