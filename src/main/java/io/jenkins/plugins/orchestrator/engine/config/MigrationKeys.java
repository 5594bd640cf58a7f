package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.choice;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Choice;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Version;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.List;

/** Keys of the migrations that are tested, and of the workflow that tests them. */
final class MigrationKeys {
  /** The steps that a workflow may name. Taking back belongs to applying. */
  static final List<String> STEPS =
      TaskKind.OF_MIGRATION_TEST.stream()
          .filter(kind -> kind != TaskKind.REVERSE)
          .map(TaskKind::step)
          .toList();

  static final Shape MIGRATIONS =
      new Shape(
          "migrations",
          "Where the scripts are and how they run.",
          0,
          List.of(
              Key.withDefault(
                  "path",
                  TEXT_WITH_VARIABLES,
                  "db/migrations",
                  "Their directory, relative to the working directory, else to this file."),
              Key.withDefault(
                  "format",
                  choice(
                      "auto",
                      "plain",
                      "flyway",
                      "golang-migrate",
                      "dbmate",
                      "goose",
                      "diesel",
                      "prisma",
                      "sqitch",
                      "liquibase",
                      "command"),
                  "auto",
                  "Whose naming, order and history table they follow; auto looks at the files."),
              Key.withDefault("timeout", TIME, "300s", "Limit for one script."),
              Key.optional(
                  "statement_timeout",
                  TIME,
                  "Limit for one statement; without it only the script's limit holds."),
              Key.withDefault(
                  "lock_timeout",
                  TIME,
                  "1s",
                  "Limit for waiting for one lock: as long as users may be blocked."),
              Key.optional(
                  "baseline",
                  new Version(),
                  "The version up to which a database without history counts as migrated."),
              Key.optional(
                  "role",
                  TEXT_WITH_VARIABLES,
                  "The role that deploys (SET ROLE); else who connects."),
              Key.withDefault(
                  "runner",
                  choice("builtin", "psql"),
                  "builtin",
                  "What runs scripts; psql for those that need its meta-commands."),
              Key.optional("command", TEXT, "For format command: the shell command that migrates."),
              Key.optional(
                  "down_command",
                  TEXT,
                  "For format command: the shell command that takes it back.")));

  static final Shape UNTIL =
      new Shape(
          "until",
          "The pending migrations up to a version, itself included.",
          0,
          List.of(Key.required("until", new Version(), "The last version.")));

  static final Shape STEP =
      new Shape(
          "step",
          "One step of the workflow.",
          0,
          List.of(
              Key.required("step", new Choice(STEPS), "Which one."),
              Key.withDefault(
                  "parallel", FLAG, true, "Whether several environments may be in it at once."),
              Key.withDefault(
                  "critical",
                  FLAG,
                  false,
                  "Whether its failure in one environment cancels the others."),
              Key.withDefault(
                  "tasks",
                  new Many(TEXT, 0, false),
                  List.of(),
                  "Descriptions for people; shown, not interpreted.")));

  private MigrationKeys() {}
}
