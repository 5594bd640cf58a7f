package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Choice;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Decimal;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Part;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Keys of health checks. */
final class HealthKeys {
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
          Arrays.stream(HealthLimit.values()).map(HealthKeys::limit).toList());

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
              Key.section(LIMITS),
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
              Key.section(MACHINE),
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

  private HealthKeys() {}

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
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
