package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.names;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Decimal;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Part;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Scalar;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import java.util.List;

/** Keys of what must hold once a copy is migrated. */
final class ValidationKeys {
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

  private ValidationKeys() {}
}
