package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an environment is backed up.
 *
 * @param directory the folder of the backups, as configured; relative to the working directory
 * @param compression which, AUTO for the best that the client programs have
 * @param level of the compression, null for the program's own default
 * @param jobs how many sessions dump and restore in parallel, at least 1
 * @param checksums whether every row is part of a checksum, not only counted
 * @param globals whether roles and settings of the server are kept too, without their passwords
 * @param encryption null for none
 * @param upload null when backups stay where they are
 * @param verify how a new backup is proven
 * @param maxRecoveryTime the measured time to restore may not exceed it (RTO); null for no limit
 * @param maxAge the last verified backup may not be older (RPO); null for no limit
 * @param keep which backups stay; null for all
 */
public record BackupSettings(
    String directory,
    Compression compression,
    @Nullable Integer level,
    int jobs,
    boolean checksums,
    boolean globals,
    @Nullable Encryption encryption,
    @Nullable Upload upload,
    Verify verify,
    @Nullable Duration maxRecoveryTime,
    @Nullable Duration maxAge,
    @Nullable Keep keep)
    implements Serializable {
  /** What holds when a configuration says nothing of backups. */
  public static BackupSettings byDefault() {
    return new BackupSettings(
        "backups",
        Compression.AUTO,
        null,
        4,
        true,
        true,
        null,
        null,
        new Verify(true, null, Duration.ofHours(2)),
        null,
        null,
        null);
  }

  /** Compression methods of {@code pg_dump}. */
  public enum Compression {
    AUTO,
    ZSTD,
    LZ4,
    GZIP,
    NONE
  }

  /**
   * Encryption by a program on the path.
   *
   * @param program {@code age} or {@code gpg}
   * @param recipients public keys, or names that the program knows; at least one
   * @param identity for {@code age}: the file with the private key, by which backups are verified;
   *     null when they cannot be
   */
  public record Encryption(String program, List<String> recipients, @Nullable String identity)
      implements Serializable {
    public Encryption {
      recipients = List.copyOf(recipients);
    }
  }

  /**
   * Where files go by the user's own commands, in each of which {@code {file}} stands for a file's
   * path, {@code {name}} for its path below the folder of the backups, and {@code {sha256}} for its
   * hash.
   *
   * @param command for {@code sh -c}, run for every file of a backup, its manifest last
   * @param verify for {@code sh -c}, likewise, after all of them; null for none
   * @param timeout of one command
   */
  public record Upload(String command, @Nullable String verify, Duration timeout)
      implements Serializable {}

  /**
   * How a backup is proven.
   *
   * @param restore whether it is restored and compared, not only hashed
   * @param server any database of the server that restores it, that of the snapshots where no other
   *     is named; null for the source's own, which a protected environment allows only by {@code
   *     snapshot.sameServer}; null too for a folder
   * @param timeout of all of it
   */
  public record Verify(boolean restore, @Nullable DatabaseTarget server, Duration timeout)
      implements Serializable {}

  /**
   * Which backups stay: the union of all that is named. The last verified one always stays.
   *
   * @param days all that are not older, by calendar day; 0 for none
   * @param daily the last one of each of so many days that have one
   * @param weekly of so many ISO weeks
   * @param monthly of so many months
   */
  public record Keep(int days, int daily, int weekly, int monthly) implements Serializable {}
}
