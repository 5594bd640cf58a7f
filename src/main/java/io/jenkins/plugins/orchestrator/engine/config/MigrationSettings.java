package io.jenkins.plugins.orchestrator.engine.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the scripts of an environment are and how they run.
 *
 * @param path the directory, as the user wrote it, relative to the working directory, else to the
 *     configuration file
 * @param format {@code auto} or the name of a format: {@code plain}, {@code flyway}, {@code
 *     golang-migrate}, {@code dbmate}, {@code goose}, {@code diesel}, {@code prisma}, {@code
 *     sqitch}, {@code liquibase}, {@code command}
 * @param timeout for one script
 * @param statementTimeoutOrNull for one statement; null: only the script's limit holds
 * @param lockTimeout for waiting for one lock, outside {@code CONCURRENTLY}
 * @param baselineOrNull the version up to which a database without history counts as migrated
 * @param role the role that deploys ({@code SET ROLE}), null for the one that connects
 * @param requireDown a script without a way down fails its environment
 * @param psql scripts run through {@code psql} instead of the built-in runner
 * @param command for format {@code command}: what migrates up, null otherwise
 * @param downCommand for format {@code command}: what takes it back, null when nothing does
 */
public record MigrationSettings(
    String path,
    String format,
    Duration timeout,
    @Nullable Duration statementTimeoutOrNull,
    Duration lockTimeout,
    @Nullable String baselineOrNull,
    @Nullable String role,
    boolean requireDown,
    boolean psql,
    @Nullable String command,
    @Nullable String downCommand)
    implements Serializable {
  /** The same for another directory. */
  public MigrationSettings withPath(String other) {
    return new MigrationSettings(
        other,
        format,
        timeout,
        statementTimeoutOrNull,
        lockTimeout,
        baselineOrNull,
        role,
        requireDown,
        psql,
        command,
        downCommand);
  }

  /** The same for scripts that neither psql nor a command runs. */
  MigrationSettings withBuiltInRunner() {
    return new MigrationSettings(
        path,
        format,
        timeout,
        statementTimeoutOrNull,
        lockTimeout,
        baselineOrNull,
        role,
        requireDown,
        false,
        null,
        null);
  }

  /** For one statement; empty when only the script's limit holds. */
  public Optional<Duration> statementTimeout() {
    return Optional.ofNullable(statementTimeoutOrNull);
  }

  /** The version up to which a database without history counts as migrated. */
  public Optional<String> baseline() {
    return Optional.ofNullable(baselineOrNull);
  }

  /**
   * The directory of the scripts.
   *
   * @param configurationDirectory where the configuration file is
   * @param workingDirectory what relative paths are relative to first
   */
  public Path directory(Path configurationDirectory, Path workingDirectory) {
    Path inWorkingDirectory = workingDirectory.resolve(path);
    return java.nio.file.Files.isDirectory(inWorkingDirectory)
        ? inWorkingDirectory
        : configurationDirectory.resolve(path);
  }
}
