package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Keeps the past in files of a directory: one per lane, a line of JSON for each run, the oldest
 * first. A file is written as a whole and takes the place of the old one, so that a reader sees
 * either. Several runs at once, of this process and of others, lose nothing.
 *
 * @param path made when something is kept
 */
public record HistoryDirectory(Path path) implements HealthHistory {
  /** What nothing was added to for so long belongs to an environment that is gone. */
  public static final Duration KEPT = Duration.ofDays(180);

  private static final String NAME = "health";
  private static final String END = ".jsonl";
  private static final String LOCK = ".lock";
  private static final String FRESH = ".new";
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
  private static final long LOCK_POLL_MILLIS = 10;
  private static final int LONGEST_NAME = 60;

  /** A file beyond this was not written here. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  /** That of the command line. */
  static HistoryDirectory in(StateDirectory state) {
    return new HistoryDirectory(state.path().resolve(NAME));
  }

  /** The lane's file, which may not exist yet. */
  public Path file(String lane) {
    return path.resolve(fileName(lane));
  }

  /** Readable, and different for names that differ in what no file may be called. */
  private static String fileName(String lane) {
    String readable = lane.replaceAll("[^A-Za-z0-9_-]", "_");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(lane.getBytes(StandardCharsets.UTF_8));
      return readable.substring(0, Math.min(LONGEST_NAME, readable.length()))
          + "-"
          + HexFormat.of().formatHex(hash, 0, 8)
          + END;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public List<HistoryEntry> read(String lane) throws IOException {
    return read(file(lane));
  }

  private static List<HistoryEntry> read(Path file) throws IOException {
    List<HistoryEntry> entries = new ArrayList<>();
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new IOException(
            file + " has " + size + " bytes, expected at most " + MOST_BYTES + ": move it away");
      }
      // Bytes that are no UTF-8 damage their line only.
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          HistoryEntry.parse(line).ifPresent(entries::add);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return entries;
  }

  @Override
  public void append(String lane, HistoryEntry entry, int most) throws IOException {
    Files.createDirectories(path);
    Path file = file(lane);
    locked(
        file,
        () -> {
          List<HistoryEntry> entries = new ArrayList<>();
          for (HistoryEntry each : read(file)) {
            // A run is kept once, however often it is told.
            if (!each.run().equals(entry.run())) {
              entries.add(each.subject().equals(entry.subject()) ? each.past() : each);
            }
          }
          entries.add(entry);
          write(file, entries.subList(Math.max(0, entries.size() - most), entries.size()));
        });
  }

  /**
   * Deletes the files to which nothing was added for {@link #KEPT}, and what killed runs left.
   *
   * @throws IOException when one could not be deleted
   */
  public void forget(Instant now) throws IOException {
    if (!Files.isDirectory(path)) {
      return;
    }
    List<Path> old;
    try (Stream<Path> files = Files.list(path)) {
      old = files.filter(file -> isOurs(file) && isOld(file, now)).toList();
    }
    for (Path file : old) {
      String name = file.getFileName().toString();
      if (name.endsWith(END)) {
        locked(
            file,
            () -> {
              if (isOld(file, now)) {
                Files.deleteIfExists(file);
              }
            });
        Files.deleteIfExists(sibling(file, LOCK));
      } else if (name.endsWith(FRESH)) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(END) || name.endsWith(END + FRESH);
  }

  private static boolean isOld(Path file, Instant now) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(now.minus(KEPT));
    } catch (IOException e) {
      // Another run was quicker.
      return false;
    }
  }

  private static Path sibling(Path file, String end) {
    return file.resolveSibling(file.getFileName() + end);
  }

  private interface Writing {
    void write() throws IOException;
  }

  private static void locked(Path file, Writing writing) throws IOException {
    Path lockFile = sibling(file, LOCK);
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = lock(channel, lockFile);
      try {
        writing.write();
      } finally {
        lock.release();
      }
    }
  }

  private static FileLock lock(FileChannel channel, Path lockFile) throws IOException {
    Deadline deadline = Deadline.after(LOCK_WAIT);
    while (!deadline.hasPassed()) {
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return lock;
        }
        Thread.sleep(LOCK_POLL_MILLIS);
      } catch (OverlappingFileLockException e) {
        // Another run of this process writes.
        LockSupport.parkNanos(LOCK_POLL_MILLIS * 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another run held " + lockFile, e);
      }
    }
    throw new IOException("another run held " + lockFile + " for " + LOCK_WAIT.toSeconds() + " s");
  }

  private static void write(Path file, List<HistoryEntry> entries) throws IOException {
    StringBuilder text = new StringBuilder();
    for (HistoryEntry entry : entries) {
      text.append(entry.line()).append('\n');
    }
    Path fresh = sibling(file, FRESH);
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
