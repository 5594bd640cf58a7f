package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Choice;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Decimal;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Either;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Flag;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Named;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Part;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Scalar;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Text;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Time;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Url;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Version;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Words;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every key of the file: the one place from which it is read, described and published. */
final class ConfigurationKeys {
  private static final ValueType TEXT = new Text(false);
  private static final ValueType TEXT_WITH_VARIABLES = new Text(true);
  private static final ValueType TIME = new Time(false);
  private static final ValueType FLAG = new Flag();

  /** The steps that a workflow may name. Taking back belongs to applying. */
  static final List<String> STEPS =
      TaskKind.OF_MIGRATION_TEST.stream()
          .filter(kind -> kind != TaskKind.REVERSE)
          .map(TaskKind::step)
          .toList();

  /** The environments stand at one of these. */
  static final List<String> ENVIRONMENTS = List.of("test_environments", "environments");

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

  static final Shape SNAPSHOT =
      new Shape(
          "snapshot",
          "How the throw-away copy of a database is made.",
          0,
          List.of(
              Key.withDefault(
                  "strategy",
                  choice("auto", "template", "dump", "schema", "none"),
                  "auto",
                  "Copy of a golden database or an exclusive source (template), pg_dump (dump),"
                      + " without data (schema), or the disposable database itself (none)."),
              Key.optional(
                  "server",
                  new Url(),
                  "URL of a database of the server that is to hold the copies; else the source's."),
              Key.withDefault(
                  "same_server",
                  FLAG,
                  false,
                  "The copies of a protected database may stand on its own server."),
              Key.withDefault(
                  "jobs",
                  new Whole(1, 64),
                  2,
                  "Parallel jobs of pg_dump and pg_restore, and sessions that copy tables."),
              Key.withDefault(
                  "max_age",
                  new Time(true),
                  "0s",
                  "How long a golden copy is good after its source has changed; 0s: not at all."),
              Key.withDefault(
                  "ttl", TIME, "24h", "After this, what a run left behind may be reaped.")));

  static final Shape EXPECT =
      new Shape(
          "expect",
          "What a query must give; every key that is there must hold.",
          1,
          List.of(
              Key.optional(
                  "value",
                  new Scalar(),
                  "The first column of the only row, as PostgreSQL prints it; null for NULL."),
              Key.optional("rows", new Whole(0, 999_999_999), "How many rows there are."),
              Key.optional(
                  "min", new Decimal(), "The least that the first column of the only row may be."),
              Key.optional(
                  "max", new Decimal(), "The most that the first column of the only row may be.")));

  static final Shape COLUMN =
      new Shape(
          "column",
          "A column that must exist.",
          0,
          List.of(
              Key.required("table", TEXT, "Its table, qualified: public.games."),
              Key.required("name", TEXT, "Its name."),
              Key.optional("type", TEXT, "Its type in any spelling that PostgreSQL knows."),
              Key.optional("nullable", FLAG, "Whether it may hold NULL.")));

  static final Shape QUERY =
      new Shape(
          "query",
          "A query and what it must give.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique."),
              Key.required("sql", TEXT, "One statement that only reads."),
              Key.required("expect", new Part(EXPECT), "What it must give.")));

  static final Shape VALIDATE =
      new Shape(
          "validate",
          "What must be there after the migrations. Names are qualified: public.games.",
          0,
          List.of(
              Key.withDefault("tables", names(), List.of(), "Tables that must exist."),
              Key.withDefault(
                  "views", names(), List.of(), "Views or materialized views that must exist."),
              Key.withDefault(
                  "indexes", names(), List.of(), "Indexes that must exist and be valid."),
              Key.withDefault(
                  "columns",
                  new Many(new Part(COLUMN), 0, true),
                  List.of(),
                  "Columns that must exist and be so."),
              Key.withDefault(
                  "queries",
                  new Many(new Part(QUERY), 0, false),
                  List.of(),
                  "Queries and what they must give.")));

  static final Shape COMMAND_TEST =
      new Shape(
          "command_test",
          "A shell command; it passes with exit code 0. It gets PGHOST and the like, DATABASE_URL.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique in its environment."),
              Key.required("command", TEXT, "Run by sh -c in the working directory."),
              Key.withDefault("timeout", TIME, "300s", "After this it is ended.")));

  static final Shape SQL_TEST =
      new Shape(
          "sql_test",
          "SQL out of a file, in a transaction that is rolled back.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique in its environment."),
              Key.required(
                  "sql",
                  TEXT_WITH_VARIABLES,
                  "The file, relative to the working directory, else to this file."),
              Key.withDefault("runs", new Whole(1, 100_000), 1, "How often it runs."),
              Key.optional("max_p50", TIME, "The most that half of the runs may take."),
              Key.optional("max_p95", TIME, "The most that 95 % of the runs may take."),
              Key.optional("max_p99", TIME, "The most that 99 % of the runs may take."),
              Key.optional("expect", new Part(EXPECT), "What its last statement must give."),
              Key.withDefault("timeout", TIME, "300s", "Limit for all runs together.")));

  static final Shape EMBEDDED =
      new Shape(
          "embedded",
          "The server that --embedded starts in place of db_url.",
          0,
          List.of(
              Key.withDefault("version", new Whole(14, 18), 17, "Its major version."),
              Key.withDefault(
                  "init",
                  new Many(TEXT_WITH_VARIABLES, 0, false),
                  List.of(),
                  "SQL files that fill it, in order, found as path is.")));

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
              Key.optional("encryption", new Part(ENCRYPTION), ENCRYPTION.description()),
              Key.optional("upload", new Part(UPLOAD), UPLOAD.description()),
              Key.optional("verify", new Part(VERIFY), VERIFY.description()),
              Key.optional(
                  "max_recovery_time",
                  TIME,
                  "The most that restoring may take, as measured (RTO); more is a failure."),
              Key.optional(
                  "max_age",
                  TIME,
                  "How old the last verified backup may be (RPO); older is a failure."),
              Key.optional("keep", new Part(KEEP), KEEP.description())));

  static final Shape ANONYMIZE =
      new Shape(
          "anonymize",
          "What makes a copy's data nobody's, before anybody gets its URL.",
          0,
          List.of(
              Key.optional(
                  "script",
                  TEXT_WITH_VARIABLES,
                  "The SQL file, relative to the working directory, else to this file."),
              Key.withDefault(
                  "columns",
                  new Many(TEXT, 0, true),
                  List.of(),
                  "Columns that may hold no value of the source afterwards: public.users.email.")));

  static final Shape LIMIT =
      new Shape(
          "limit",
          "From where on a number is bad; the limits themselves are.",
          0,
          List.of(
              Key.optional("warning", new Decimal(), "A warning from here on."),
              Key.optional("critical", new Decimal(), "Critical, a failure, from here on.")));

  static final Shape TIME_LIMIT =
      new Shape(
          "time_limit",
          "From where on a duration is bad; the limits themselves are.",
          0,
          List.of(
              Key.optional("warning", TIME, "A warning from here on."),
              Key.optional("critical", TIME, "Critical, a failure, from here on.")));

  static final Shape LIMITS =
      new Shape(
          "limits",
          "Limits of the checks, in place of those that hold by default.",
          0,
          Arrays.stream(HealthLimit.values()).map(ConfigurationKeys::limit).toList());

  static final Shape HEALTH_QUERY =
      new Shape(
          "health_query",
          "An own check: a query that gives one number in one row, and its limits.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique among your checks."),
              Key.required("sql", TEXT, "One statement that only reads."),
              Key.optional("warning", new Decimal(), "A warning from here on."),
              Key.optional("critical", new Decimal(), "Critical, a failure, from here on."),
              Key.withDefault("lower_is_worse", FLAG, false, "Small numbers are the bad ones.")));

  static final Shape FRESHNESS =
      new Shape(
          "freshness",
          "How old the newest data may be.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique among your checks."),
              Key.required("sql", TEXT, "A query that gives the moment of the newest data."),
              Key.optional("warning", TIME, "A warning from this age on."),
              Key.optional("critical", TIME, "Critical, a failure, from this age on."),
              Key.optional(
                  "zone",
                  TEXT,
                  "The time zone in which a timestamp without time zone or a date is meant; without"
                      + " it such a value is UNKNOWN.")));

  static final Shape HEALTH_COMMAND =
      new Shape(
          "health_command",
          "An own check: a command that ends as a Nagios plugin does: 0 OK, 1 warning, 2 critical,"
              + " 3 unknown.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique among your checks."),
              Key.required("command", TEXT, "Run by sh -c in the working directory."),
              Key.withDefault("timeout", TIME, "10s", "After this it is ended, and UNKNOWN.")));

  static final Shape MACHINE =
      new Shape(
          "machine",
          "The machine on which the checks run: disks, inodes, memory, load.",
          0,
          List.of(
              Key.withDefault("check", FLAG, true, "Whether it is looked at."),
              Key.withDefault(
                  "disks",
                  new Many(TEXT_WITH_VARIABLES, 0, true),
                  List.of("/"),
                  "Paths on the file systems that are looked at.")));

  static final Shape SERVICE =
      new Shape(
          "service",
          "A service that must run; exactly one of compose, kubernetes and systemd.",
          0,
          List.of("compose", "kubernetes", "systemd"),
          List.of(
              Key.optional(
                  "compose",
                  TEXT_WITH_VARIABLES,
                  "A Compose file, whose services must all run and be healthy."),
              Key.optional("kubernetes", TEXT_WITH_VARIABLES, "A rollout, such as deployment/web."),
              Key.optional("systemd", TEXT_WITH_VARIABLES, "A unit of systemd."),
              Key.optional(
                  "namespace", TEXT_WITH_VARIABLES, "For kubernetes; else the current one.")));

  static final Shape QUOTA =
      new Shape(
          "quota",
          "What a web service leaves of a quota, as a header of its answers says.",
          0,
          List.of(
              Key.required("name", TEXT, "For people; unique among your checks."),
              Key.required("url", TEXT_WITH_VARIABLES, "What is asked; {key} stands for the key."),
              Key.required("header", TEXT, "The answer's header with the number that is left."),
              Key.optional("key_variable", TEXT, "The environment variable that holds the key."),
              Key.optional("key_header", TEXT, "The request's header that takes the key."),
              Key.optional(
                  "proxy", TEXT_WITH_VARIABLES, "http://HOST:PORT, through which it is asked."),
              Key.optional("warning", new Decimal(), "A warning from here on downwards."),
              Key.optional(
                  "critical", new Decimal(), "Critical, a failure, from here on downwards.")));

  static final Shape HEALTH =
      new Shape(
          "health",
          "What a health check looks at, and what is bad.",
          0,
          List.of(
              Key.withDefault(
                  "deadline", TIME, "30s", "For all checks together; what has not run is UNKNOWN."),
              Key.withDefault("connect_timeout", TIME, "5s", "Limit for reaching a server."),
              Key.withDefault(
                  "statement_timeout", TIME, "5s", "Limit for one query, which is UNKNOWN then."),
              Key.optional("limits", new Part(LIMITS), LIMITS.description()),
              Key.withDefault(
                  "skip",
                  new Many(new Choice(HealthLimit.keys()), 0, true),
                  List.of(),
                  "Checks that are left out, by their names in limits."),
              Key.withDefault(
                  "queries",
                  new Many(new Part(HEALTH_QUERY), 0, false),
                  List.of(),
                  "Own checks: SQL with limits."),
              Key.withDefault(
                  "freshness",
                  new Many(new Part(FRESHNESS), 0, false),
                  List.of(),
                  "How old the newest data may be."),
              Key.withDefault(
                  "commands",
                  new Many(new Part(HEALTH_COMMAND), 0, false),
                  List.of(),
                  "Own checks: commands with the exit codes of Nagios plugins."),
              Key.optional("machine", new Part(MACHINE), MACHINE.description()),
              Key.withDefault(
                  "services",
                  new Many(new Part(SERVICE), 0, false),
                  List.of(),
                  "Services that must run."),
              Key.withDefault(
                  "variables",
                  new Many(TEXT, 0, true),
                  List.of(),
                  "Environment variables that must be set, such as those with keys."),
              Key.withDefault(
                  "credentials",
                  new Many(TEXT, 0, true),
                  List.of(),
                  "Ids of Jenkins' credentials that must be there for the job; UNKNOWN without"
                      + " Jenkins."),
              Key.withDefault(
                  "quotas",
                  new Many(new Part(QUOTA), 0, false),
                  List.of(),
                  "What web services leave of their quotas."),
              Key.withDefault(
                  "history",
                  new Whole(2, 10_000),
                  500,
                  "How many earlier checks of an environment are kept for trends.")));

  /** At the top as a default, in an environment to override it. */
  static final List<Key> SHARED =
      List.of(
          Key.withDefault(
              "migrations_to_test",
              new Either(
                  List.of(
                      choice("all_pending"), new Many(new Version(), 1, true), new Part(UNTIL))),
              "all_pending",
              "Which of the pending migrations: all, those listed, or up to a version."),
          Key.optional("migrations", new Part(MIGRATIONS), MIGRATIONS.description()),
          Key.optional("snapshot", new Part(SNAPSHOT), SNAPSHOT.description()),
          Key.optional("validate", new Part(VALIDATE), VALIDATE.description()),
          Key.withDefault(
              "integration_tests",
              new Many(new Either(List.of(new Part(COMMAND_TEST), new Part(SQL_TEST))), 0, false),
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
          Key.optional("embedded", new Part(EMBEDDED), EMBEDDED.description()),
          Key.optional("backup", new Part(BACKUP), BACKUP.description()),
          Key.optional("anonymize", new Part(ANONYMIZE), ANONYMIZE.description()),
          Key.optional("health", new Part(HEALTH), HEALTH.description()),
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
              Key.optional("backup", new Part(BACKUP), BACKUP.description()),
              Key.optional(
                  "agent",
                  TEXT_WITH_VARIABLES,
                  "Label of the Jenkins agents that may run it; else any.")));

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
                          new Named(FOLDER),
                          "Folders of files to back up, by the names that you give them."),
                      Key.optional(
                          "parallel_test_workflow",
                          new Many(new Part(STEP), 1, false),
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
          MIGRATIONS,
          UNTIL,
          SNAPSHOT,
          VALIDATE,
          COLUMN,
          QUERY,
          EXPECT,
          COMMAND_TEST,
          SQL_TEST,
          EMBEDDED,
          STEP,
          BACKUP,
          ENCRYPTION,
          UPLOAD,
          VERIFY,
          KEEP,
          FOLDER,
          ANONYMIZE,
          HEALTH,
          LIMITS,
          LIMIT,
          TIME_LIMIT,
          HEALTH_QUERY,
          FRESHNESS,
          HEALTH_COMMAND,
          MACHINE,
          SERVICE,
          QUOTA);

  private ConfigurationKeys() {}

  private static ValueType choice(String... values) {
    return new Choice(List.of(values));
  }

  private static Key limit(HealthLimit check) {
    HealthSettings.Limit limit = check.byDefault();
    String unit = check.unit().text();
    return Key.optional(
        check.key(),
        new Part(check.isTime() ? TIME_LIMIT : LIMIT),
        check.description()
            + (unit.isEmpty() ? "" : " (" + unit + ")")
            + (limit.warning() == null ? ": no limit" : ": " + limit(limit.warning()))
            + (limit.critical() == null ? "." : ", " + limit(limit.critical()) + "."));
  }

  private static String limit(double value) {
    return java.math.BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  private static ValueType names() {
    return new Many(TEXT, 0, true);
  }
}
