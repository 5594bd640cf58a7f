package io.jenkins.plugins.orchestrator.engine.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The earlier runs of a lane: a line of JSON for each, the oldest first, in the state directory.
 * The file is written as a whole and takes the place of the old one, so that a reader sees either.
 */
final class HistoryFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LOCK_WAIT = Duration.ofSeconds(2);
  private static final long LOCK_POLL_MILLIS = 10;

  /** A file beyond this was not written here. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final Path file;

  HistoryFile(StateDirectory state, String lane) {
    this.file = state.path().resolve("health").resolve(fileName(lane));
  }

  /** Readable, and different for names that differ in what no file may be called. */
  private static String fileName(String lane) {
    String readable = lane.replaceAll("[^A-Za-z0-9_-]", "_");
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(lane.getBytes(StandardCharsets.UTF_8));
      return readable.substring(0, Math.min(60, readable.length()))
          + "-"
          + HexFormat.of().formatHex(hash, 0, 4)
          + ".jsonl";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  Path path() {
    return file;
  }

  /** The oldest first; lines that are damaged are left out. */
  List<HistoryEntry> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(
          file
              + " has "
              + Files.size(file)
              + " bytes, expected at most "
              + MOST_BYTES
              + ": move it away");
    }
    List<HistoryEntry> entries = new ArrayList<>();
    // Bytes that are no UTF-8 damage their line only.
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        parse(line).ifPresent(entries::add);
      }
    }
    return entries;
  }

  /**
   * Adds an entry; the oldest go.
   *
   * @param most how many stay, with this one
   * @throws IOException when it could not be written, or another run holds the file for too long
   */
  void append(HistoryEntry entry, int most) throws IOException {
    Files.createDirectories(file.getParent());
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FileLock lock = lock(channel, lockFile);
      try {
        List<HistoryEntry> entries = new ArrayList<>(read());
        entries.replaceAll(HistoryEntry::withoutStatements);
        entries.add(entry);
        write(entries.subList(Math.max(0, entries.size() - most), entries.size()));
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
        java.util.concurrent.locks.LockSupport.parkNanos(LOCK_POLL_MILLIS * 1_000_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another run held " + lockFile, e);
      }
    }
    throw new IOException("another run held " + lockFile + " for " + LOCK_WAIT.toSeconds() + " s");
  }

  private void write(List<HistoryEntry> entries) throws IOException {
    StringBuilder text = new StringBuilder();
    for (HistoryEntry entry : entries) {
      text.append(format(entry)).append('\n');
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
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

  static String format(HistoryEntry entry) throws JsonProcessingException {
    ObjectNode node = JSON.createObjectNode();
    node.put("time", entry.time().toString()).put("run", entry.run()).put("epoch", entry.epoch());
    ObjectNode values = node.putObject("values");
    entry.values().forEach(values::put);
    ObjectNode counters = node.putObject("counters");
    entry.counters().forEach(counters::put);
    if (!entry.statements().isEmpty()) {
      ObjectNode statements = node.putObject("statements");
      entry
          .statements()
          .forEach(
              (id, each) ->
                  statements
                      .putArray(id)
                      .add(each.calls())
                      .add(each.mean())
                      .add(each.deviation())
                      .add(each.most()));
    }
    return JSON.writeValueAsString(node);
  }

  private static Optional<HistoryEntry> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node == null || !node.isObject()) {
        return Optional.empty();
      }
      Map<String, StatementCounters> statements = new TreeMap<>();
      for (var field : node.path("statements").properties()) {
        if (field.getValue() instanceof ArrayNode each && each.size() == 4) {
          statements.put(
              field.getKey(),
              new StatementCounters(
                  each.get(0).asLong(),
                  each.get(1).asDouble(),
                  each.get(2).asDouble(),
                  each.get(3).asDouble()));
        }
      }
      return Optional.of(
          new HistoryEntry(
              Instant.parse(node.path("time").asText()),
              node.path("run").asText(),
              node.path("epoch").asText(),
              numbers(node.path("values")),
              numbers(node.path("counters")),
              statements));
    } catch (JsonProcessingException | DateTimeException e) {
      // Half a line of a disk that was full: the others still count.
      return Optional.empty();
    }
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new TreeMap<>();
    for (var field : node.properties()) {
      double value = field.getValue().asDouble(Double.NaN);
      if (Double.isFinite(value)) {
        numbers.put(field.getKey(), value);
      }
    }
    return numbers;
  }
}
