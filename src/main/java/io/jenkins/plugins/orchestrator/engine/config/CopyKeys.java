package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.choice;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Time;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Url;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import java.util.List;

/** Keys of a throw-away copy: where it stands, how it is made, and made nobody's. */
final class CopyKeys {
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

  private CopyKeys() {}
}
