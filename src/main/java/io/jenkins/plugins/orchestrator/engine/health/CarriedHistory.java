package io.jenkins.plugins.orchestrator.engine.health;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The past of one lane on its way to the machine that looks at it, and what that machine adds. The
 * machine keeps nothing: it may be gone with its run.
 */
public final class CarriedHistory implements HealthHistory, Serializable {
  private static final long serialVersionUID = 1L;

  /** Of text, before it is packed; the oldest entries do not come along. */
  private static final int MOST_CHARACTERS = 2 * 1024 * 1024;

  private final String lane;

  /** Packed lines; null when the past could not be read. */
  private final byte @Nullable [] lines;

  private final @Nullable String problem;
  private transient @Nullable HistoryEntry added;

  private CarriedHistory(String lane, byte @Nullable [] lines, @Nullable String problem) {
    this.lane = lane;
    this.lines = lines;
    this.problem = problem;
  }

  /** Packs the past of a lane; what keeps it from being read is said where the lane runs. */
  public static CarriedHistory of(HealthHistory kept, String lane) {
    try {
      return new CarriedHistory(lane, pack(kept.read(lane)), null);
    } catch (IOException e) {
      return new CarriedHistory(lane, null, String.valueOf(e.getMessage()));
    }
  }

  private static byte[] pack(List<HistoryEntry> entries) throws IOException {
    List<String> newest = new ArrayList<>();
    int characters = 0;
    for (int i = entries.size() - 1; i >= 0; i--) {
      String line = entries.get(i).line();
      characters += line.length() + 1;
      if (characters > MOST_CHARACTERS) {
        break;
      }
      newest.add(0, line);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(String.join("\n", newest).getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Override
  public List<HistoryEntry> read(String of) throws IOException {
    require(of);
    if (lines == null) {
      throw new IOException(problem);
    }
    List<HistoryEntry> entries = new ArrayList<>();
    try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(lines))) {
      new String(packed.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> HistoryEntry.parse(line).ifPresent(entries::add));
    }
    return entries;
  }

  @Override
  public void append(String to, HistoryEntry entry, int most) {
    require(to);
    added = entry;
  }

  private void require(String name) {
    if (!Objects.equals(lane, name)) {
      throw new IllegalArgumentException("found the lane " + name + ", expected " + lane);
    }
  }

  /** What the run has to add, for whoever keeps the past; empty when it measured nothing. */
  public Optional<HistoryEntry> added() {
    return Optional.ofNullable(added);
  }
}
