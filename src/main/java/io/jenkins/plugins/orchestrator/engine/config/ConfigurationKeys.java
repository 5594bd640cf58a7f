package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.choice;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Either;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Named;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Part;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Url;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Version;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Words;
import java.util.List;
import java.util.stream.Stream;

/**
 * The keys at the top of the file and of an environment, and with them every section: the one place
 * from which the file is read, described and published.
 */
final class ConfigurationKeys {
  /** The environments stand at one of these. */
  static final List<String> ENVIRONMENTS = List.of("test_environments", "environments");

  /** At the top as a default, in an environment to override it. */
  static final List<Key> SHARED =
      List.of(
          Key.withDefault(
              "migrations_to_test",
              new Either(
                  List.of(
                      choice("all_pending"),
                      new Many(new Version(), 1, true),
                      new Part(MigrationKeys.UNTIL))),
              "all_pending",
              "Which of the pending migrations: all, those listed, or up to a version."),
          Key.section(MigrationKeys.MIGRATIONS),
          Key.section(CopyKeys.SNAPSHOT),
          Key.section(ValidationKeys.VALIDATE),
          Key.withDefault(
              "integration_tests",
              new Many(
                  new Either(
                      List.of(
                          new Part(ValidationKeys.COMMAND_TEST),
                          new Part(ValidationKeys.SQL_TEST))),
                  0,
                  false),
              List.of(),
              "Your own tests against the migrated copy, in order."),
          Key.withDefault(
              "reversibility",
              choice("none", "down", "up_down_up"),
              "up_down_up",
              "How far to go to prove that the migrations can be taken back."),
          Key.withDefault(
              "require_down",
              FLAG,
              false,
              "A script without a way down fails its environment, instead of being a finding."),
          Key.withDefault(
              "protected",
              FLAG,
              false,
              "Copies go to another server (snapshot.server) unless snapshot.same_server is true."),
          Key.withDefault(
              "exclusive", FLAG, false, "Nobody else uses the database: it may be a template."),
          Key.withDefault(
              "disposable",
              FLAG,
              false,
              "The database itself may be migrated (snapshot.strategy none)."),
          Key.section(CopyKeys.EMBEDDED),
          Key.section(BackupKeys.BACKUP),
          Key.section(CopyKeys.ANONYMIZE),
          Key.section(HealthKeys.HEALTH),
          Key.optional(
              "agent",
              TEXT_WITH_VARIABLES,
              "Label of the Jenkins agents that may run it; else any."),
          Key.optional(
              "credentialsId",
              TEXT_WITH_VARIABLES,
              "Jenkins credentials with user and password, in place of the URL's."));

  static final Shape ENVIRONMENT =
      new Shape(
          "environment",
          "A database whose copy is migrated.",
          0,
          Stream.concat(
                  Stream.of(
                      Key.optional(
                          "db_url",
                          new Url(),
                          "Its URL, of libpq or JDBC; may be missing with --embedded only."),
                      Key.withDefault("purpose", new Words(), "", "What it is, for people."),
                      Key.withDefault(
                          "optional",
                          FLAG,
                          false,
                          "A backup skips the database, and says so, when there is none.")),
                  SHARED.stream())
              .toList());

  static final Shape TOP =
      new Shape(
          "parallel_migration_test",
          "Tests migrations on throw-away copies of several PostgreSQL databases at once.",
          0,
          ENVIRONMENTS,
          Stream.concat(
                  Stream.of(
                      Key.optional(
                          "test_environments",
                          new Named(ENVIRONMENT),
                          "The databases, by the names that you give them; this or environments."),
                      Key.optional(
                          "environments",
                          new Named(ENVIRONMENT),
                          "The same by another name: exactly one of both is there."),
                      Key.optional(
                          "backup_folders",
                          new Named(BackupKeys.FOLDER),
                          "Folders of files to back up, by the names that you give them."),
                      Key.optional(
                          "parallel_test_workflow",
                          new Many(new Part(MigrationKeys.STEP), 1, false),
                          "The steps that run; all five, in parallel, when it is missing."),
                      Key.withDefault(
                          "max_parallel",
                          new Whole(1, 1000),
                          8,
                          "How many environments run at once; of health checks 32 when it is"
                              + " missing.")),
                  SHARED.stream())
              .toList());

  /** All of them. */
  static final List<Shape> SHAPES =
      List.of(
          TOP,
          ENVIRONMENT,
          MigrationKeys.MIGRATIONS,
          MigrationKeys.UNTIL,
          CopyKeys.SNAPSHOT,
          ValidationKeys.VALIDATE,
          ValidationKeys.COLUMN,
          ValidationKeys.QUERY,
          ValidationKeys.EXPECT,
          ValidationKeys.COMMAND_TEST,
          ValidationKeys.SQL_TEST,
          CopyKeys.EMBEDDED,
          MigrationKeys.STEP,
          BackupKeys.BACKUP,
          BackupKeys.ENCRYPTION,
          BackupKeys.UPLOAD,
          BackupKeys.VERIFY,
          BackupKeys.KEEP,
          BackupKeys.FOLDER,
          CopyKeys.ANONYMIZE,
          HealthKeys.HEALTH,
          HealthKeys.LIMITS,
          HealthKeys.LIMIT,
          HealthKeys.TIME_LIMIT,
          HealthKeys.HEALTH_QUERY,
          HealthKeys.FRESHNESS,
          HealthKeys.HEALTH_COMMAND,
          HealthKeys.MACHINE,
          HealthKeys.SERVICE,
          HealthKeys.QUOTA);

  private ConfigurationKeys() {}
}
