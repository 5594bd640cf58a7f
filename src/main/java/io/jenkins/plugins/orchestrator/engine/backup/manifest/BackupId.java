package io.jenkins.plugins.orchestrator.engine.backup.manifest;

import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * The name of a backup, which is also that of its directory: {@code
 * 20261121T101500Z-production-nspdrtgkqo}. Names sort by time.
 *
 * @param value made of {@code A-Za-z0-9._-} alone, never null
 */
public record BackupId(String value) implements Serializable, Comparable<BackupId> {
  /** Of a name that is this long at most, as file systems and tools cut longer ones. */
  private static final int LONGEST_NAME = 60;

  private static final Pattern FORM =
      Pattern.compile("\\d{8}T\\d{6}Z-[A-Za-z0-9._-]{1," + LONGEST_NAME + "}-[a-z2-7]{10}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * @throws IllegalArgumentException when the value has another form
   */
  public BackupId {
    if (!isOne(value)) {
      throw new IllegalArgumentException("not the name of a backup: " + value);
    }
  }

  /** Whether a name, such as a directory's, is one of a backup. */
  public static boolean isOne(String name) {
    return FORM.matcher(name).matches();
  }

  /**
   * A new one.
   *
   * @param subject the environment's name, with any characters; people recognize it, the manifest
   *     knows it exactly
   */
  public static BackupId of(Instant startedAt, String subject, RunId random) {
    String safe = subject.replaceAll("[^A-Za-z0-9._-]", "_");
    String name = safe.length() > LONGEST_NAME ? safe.substring(0, LONGEST_NAME) : safe;
    return new BackupId(TIME.format(startedAt) + "-" + name + "-" + random);
  }

  /** When the backup was begun, to the second, as its name says. */
  public Instant startedAt() {
    return TIME.parse(value.substring(0, value.indexOf('-')), Instant::from);
  }

  @Override
  public int compareTo(BackupId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
