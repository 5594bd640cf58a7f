package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.choice;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Url;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import java.util.List;

/** Keys of backups. */
final class BackupKeys {
  static final Shape ENCRYPTION =
      new Shape(
          "encryption",
          "Encryption of every file of a backup but its manifest, by a program on the path.",
          0,
          List.of(
              Key.optional("program", choice("age", "gpg"), "Which one."),
              Key.optional(
                  "recipients",
                  new Many(TEXT_WITH_VARIABLES, 1, true),
                  "Public keys, or names that the program knows; at least one."),
              Key.optional(
                  "identity",
                  TEXT_WITH_VARIABLES,
                  "For age: the file with the private key, by which backups are verified.")));

  static final Shape UPLOAD =
      new Shape(
          "upload",
          "Your commands that bring a backup elsewhere: {file} is a file's path, {name} its path"
              + " below the directory of the backups, {sha256} its hash.",
          0,
          List.of(
              Key.optional(
                  "command",
                  TEXT,
                  "Run by sh -c for every file of a backup, its manifest last; with {file}."),
              Key.optional(
                  "verify",
                  TEXT,
                  "Likewise, after all of them; fails when the file did not arrive."),
              Key.withDefault("timeout", TIME, "1h", "Limit for one command.")));

  static final Shape VERIFY =
      new Shape(
          "verify",
          "How a new backup is proven.",
          0,
          List.of(
              Key.withDefault(
                  "restore",
                  FLAG,
                  true,
                  "It is restored into a throw-away database and compared, not only hashed."),
              Key.optional(
                  "server",
                  new Url(),
                  "URL of a database of the server that restores it; else snapshot.server, else the"
                      + " source's."),
              Key.withDefault("timeout", TIME, "2h", "Limit for all of it.")));

  static final Shape KEEP =
      new Shape(
          "keep",
          "Which backups stay: all that any of the keys names, and always the last verified one.",
          0,
          List.of(
              Key.withDefault(
                  "days", new Whole(0, 36_500), 0, "All that are not older than so many days."),
              Key.withDefault(
                  "daily",
                  new Whole(0, 10_000),
                  0,
                  "The last one of each of so many days that have one."),
              Key.withDefault(
                  "weekly",
                  new Whole(0, 10_000),
                  0,
                  "The last one of each of so many ISO weeks that have one."),
              Key.withDefault(
                  "monthly",
                  new Whole(0, 10_000),
                  0,
                  "The last one of each of so many months that have one.")));

  static final Shape BACKUP =
      new Shape(
          "backup",
          "How a database, or a folder, is backed up.",
          0,
          List.of(
              Key.withDefault(
                  "directory",
                  TEXT_WITH_VARIABLES,
                  "backups",
                  "The directory of the backups, relative to the working directory."),
              Key.withDefault(
                  "compression",
                  choice("auto", "zstd", "lz4", "gzip", "none"),
                  "auto",
                  "Which method; auto takes the best that the client programs have."),
              Key.optional(
                  "level",
                  new Whole(1, 22),
                  "Its level: to 22 for zstd, 12 for lz4, 9 for gzip and auto; else the program's"
                      + " own."),
              Key.withDefault(
                  "jobs", new Whole(1, 64), 4, "Sessions that dump or restore in parallel."),
              Key.withDefault(
                  "checksums",
                  FLAG,
                  true,
                  "Every row is part of a checksum, and not only counted."),
              Key.withDefault(
                  "globals",
                  FLAG,
                  true,
                  "Roles and settings of the server are kept too, without passwords."),
              Key.section(ENCRYPTION),
              Key.section(UPLOAD),
              Key.section(VERIFY),
              Key.optional(
                  "max_recovery_time",
                  TIME,
                  "The most that restoring may take, as measured (RTO); more is a failure."),
              Key.optional(
                  "max_age",
                  TIME,
                  "How old the last verified backup may be (RPO); older is a failure."),
              Key.section(KEEP)));

  static final Shape FOLDER =
      new Shape(
          "backup_folder",
          "A folder of files that is backed up beside the databases.",
          0,
          List.of(
              Key.required(
                  "path", TEXT_WITH_VARIABLES, "The folder, relative to the working directory."),
              Key.withDefault(
                  "optional", FLAG, false, "It is skipped, which is said, when it is absent."),
              Key.section(BACKUP),
              Key.optional(
                  "agent",
                  TEXT_WITH_VARIABLES,
                  "Label of the Jenkins agents that may run it; else any.")));

  private BackupKeys() {}
}
