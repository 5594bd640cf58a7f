package io.jenkins.plugins.orchestrator.engine.config;

import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.FLAG;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TEXT_WITH_VARIABLES;
import static io.jenkins.plugins.orchestrator.engine.config.ValueTypes.TIME;

import io.jenkins.plugins.orchestrator.engine.config.ValueType.Decimal;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Either;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Many;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Named;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Part;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Percent;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Scalar;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Texts;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Url;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Version;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Whole;
import io.jenkins.plugins.orchestrator.engine.config.ValueType.Words;
import java.util.List;
import java.util.stream.Stream;

/** Every key of the file that says how deployments are validated. */
final class DeploymentKeys {
  private static final ValueType STATUS = new Whole(100, 599);

  static final Shape CREDENTIALS =
      new Shape(
          "credentials",
          "How requests to the deployment's own host say who asks; they go to no other host.",
          1,
          List.of(
              Key.optional("user", TEXT_WITH_VARIABLES, "For Basic authentication."),
              Key.optional(
                  "password", TEXT_WITH_VARIABLES, "For Basic authentication: ${VARIABLE}."),
              Key.optional(
                  "bearer", TEXT_WITH_VARIABLES, "A token, in place of both: ${VARIABLE}.")));

  static final Shape CONDITION =
      new Shape(
          "condition",
          "What a body must be. Without json it is about the body as text.",
          1,
          List.of(
              Key.optional(
                  "json", TEXT, "Path of a value in it: $.checks[0].status, $['a b'], $.nodes[*]."),
              Key.optional("equals", new Scalar(), "It is this value, of this type; needs json."),
              Key.optional(
                  "not_equals", new Scalar(), "It is there and not this value; needs json."),
              Key.optional("min", new Decimal(), "It is a number, at least this; needs json."),
              Key.optional("max", new Decimal(), "It is a number, at most this; needs json."),
              Key.optional(
                  "matches",
                  TEXT,
                  "A regular expression (Java's) is found in it, within a second."),
              Key.optional("not_matches", TEXT, "A regular expression is not found in it."),
              Key.optional(
                  "min_length",
                  new Whole(0, 999_999_999),
                  "Characters of a text, elements of a list, keys of a mapping; bytes of a body."),
              Key.optional("max_length", new Whole(0, 999_999_999), "Likewise."),
              Key.withDefault(
                  "any",
                  FLAG,
                  false,
                  "Where the path has a [*]: one of its values is enough, instead of all.")));

  static final Shape ENDPOINT =
      new Shape(
          "health_check",
          "A request and what its answer must be.",
          0,
          List.of(
              Key.optional("name", TEXT, "For people; else method and path. Unique."),
              Key.required("path", TEXT_WITH_VARIABLES, "Behind the deployment's url: /health."),
              Key.withDefault(
                  "method",
                  new ValueType.Choice(
                      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
                  "GET",
                  "Of the request."),
              Key.optional(
                  "headers", new Texts(), "Of the request, besides those of the deployment."),
              Key.optional("body", TEXT_WITH_VARIABLES, "Of the request."),
              Key.withDefault(
                  "status",
                  new Either(List.of(STATUS, new Many(STATUS, 1, true))),
                  200,
                  "The expected one, or several."),
              Key.withDefault(
                  "expect",
                  new Many(new Part(CONDITION), 0, false),
                  List.of(),
                  "Conditions on the body; all must hold."),
              Key.optional(
                  "max_time", TIME, "The most that the answer may take, its whole body included."),
              Key.optional(
                  "certificate_days",
                  new Whole(0, 10_000),
                  "How many days the server's certificate must still be good for."),
              Key.withDefault(
                  "timeout",
                  TIME,
                  "10s",
                  "Limit for one try, from connecting to the last byte of the body."),
              Key.withDefault(
                  "retries",
                  new Whole(0, 10),
                  0,
                  "Further tries; a check that needed one says so."),
              Key.withDefault("retry_delay", TIME, "1s", "Before each further try."),
              Key.withDefault("redirects", new Whole(0, 20), 5, "How many are followed."),
              Key.withDefault(
                  "max_body",
                  new Whole(1, 16_777_216),
                  1_048_576,
                  "Bytes of a body that are read; a bigger one fails the check.")));

  static final Shape SMOKE_TEST =
      new Shape(
          "smoke_test",
          "A script, run as: bash SCRIPT URL. It passes with exit code 0.",
          0,
          List.of(
              Key.optional("name", TEXT, "For people; else the script. Unique."),
              Key.required(
                  "script", TEXT_WITH_VARIABLES, "Its path, relative to the working directory."),
              Key.optional(
                  "group",
                  TEXT,
                  "Tests of a group run one after the other and end at the first failure."),
              Key.withDefault("timeout", TIME, "300s", "After this it is ended."),
              Key.optional(
                  "junit",
                  TEXT_WITH_VARIABLES,
                  "A JUnit XML file that it writes; {name} is the deployment's name.")));

  static final Shape PROBE =
      new Shape(
          "probe",
          "Requests at an even pace, by which the objectives are measured.",
          0,
          List.of(
              Key.optional("path", TEXT_WITH_VARIABLES, "Else health_check_endpoint."),
              Key.withDefault(
                  "requests",
                  new Whole(1, 100_000),
                  300,
                  "How many: 59 can show a p95, 299 an error rate of 1 %, 2995 one of 0.1 %."),
              Key.withDefault("rate", new Whole(1, 500), 10, "How many in a second."),
              Key.withDefault("timeout", TIME, "10s", "Limit for one.")));

  static final Shape PROMETHEUS =
      new Shape(
          "prometheus",
          "Queries by which the objectives are measured, instead of a probe.",
          0,
          List.of(
              Key.required("url", TEXT_WITH_VARIABLES, "The server's, without /api/v1."),
              Key.optional("headers", new Texts(), "Of the requests."),
              Key.optional("availability", TEXT, "PromQL that gives a ratio from 0 to 1."),
              Key.optional("error_rate", TEXT, "PromQL that gives a ratio from 0 to 1."),
              Key.optional("p95", TEXT, "PromQL that gives seconds."),
              Key.optional(
                  "samples", TEXT, "PromQL that gives how many requests the ratios are about."),
              Key.optional(
                  "range", TIME, "Look at every step of so long until now, not at one moment."),
              Key.withDefault("step", TIME, "1m", "With range: the distance of two moments."),
              Key.withDefault("timeout", TIME, "10s", "Limit for one query.")));

  static final Shape SLO =
      new Shape(
          "slo",
          "Service level objectives.",
          0,
          List.of(
              Key.optional(
                  "availability",
                  new Percent(),
                  "At least so many of a hundred requests are answered, not by a status from 500."),
              Key.optional("p95", TIME, "95 of a hundred requests take at most so long."),
              Key.optional(
                  "error_rate",
                  new Percent(),
                  "At most so many of a hundred requests get no answer, or a status from 400."),
              Key.withDefault(
                  "confidence", new Percent(), "95%", "With which it is said: met, or breached."),
              Key.withDefault(
                  "require",
                  new ValueType.Choice(List.of("consistent", "met")),
                  "consistent",
                  "What passes: all that does not speak against it, or only what is shown."),
              Key.section(PROBE),
              Key.section(PROMETHEUS)));

  static final Shape VERSION =
      new Shape(
          "version",
          "The endpoint that says which version runs.",
          0,
          List.of(
              Key.required("path", TEXT_WITH_VARIABLES, "Behind the deployment's url: /version."),
              Key.required(
                  "expected", new Version(), "The version that was deployed; ${VARIABLE} works."),
              Key.optional("json", TEXT, "Where it stands in a JSON body; else the body is it."),
              Key.optional("header", TEXT, "The header of the answer that holds it."),
              Key.withDefault("timeout", TIME, "10s", "Limit for the whole exchange."),
              Key.withDefault(
                  "retries", new Whole(0, 10), 0, "Further tries while it is another version."),
              Key.withDefault("retry_delay", TIME, "1s", "Before each further try.")));

  static final Shape DATABASE =
      new Shape(
          "database",
          "The database of the deployment, whose schema must be the tested one.",
          0,
          List.of(
              Key.required("db_url", new Url(), "Its URL; it is only read."),
              Key.optional(
                  "fingerprint",
                  TEXT_WITH_VARIABLES,
                  "The SHA-256 of the tested schema, of a server of the same major version."),
              Key.optional(
                  "same_as", new Url(), "Or a database that has the tested schema; only read."),
              Key.withDefault("timeout", TIME, "60s", "Limit for reading both.")));

  /** At the top as a default, in a deployment to override it. */
  static final List<Key> SHARED =
      List.of(
          Key.optional(
              "health_check_endpoint",
              TEXT_WITH_VARIABLES,
              "The path that must answer a GET with 200 within 10 seconds: /health."),
          Key.withDefault(
              "health_checks",
              new Many(new Part(ENDPOINT), 0, false),
              List.of(),
              "Further requests and what their answers must be."),
          Key.withDefault(
              "smoke_tests",
              new Many(new Either(List.of(TEXT_WITH_VARIABLES, new Part(SMOKE_TEST))), 0, false),
              List.of(),
              "Scripts, each as its path or with more keys."),
          Key.section(SLO),
          Key.section(VERSION),
          Key.section(DATABASE),
          Key.optional("headers", new Texts(), "Of every request to the deployment's own host."),
          Key.section(CREDENTIALS),
          Key.optional(
              "ca",
              TEXT_WITH_VARIABLES,
              "A PEM file with certificates that are trusted, besides those that Java trusts."),
          Key.optional(
              "proxy", TEXT_WITH_VARIABLES, "http://HOST:PORT, through which the requests go."),
          Key.optional(
              "agent",
              TEXT_WITH_VARIABLES,
              "Label of the Jenkins agents that may run it; else any."),
          Key.optional(
              "credentialsId",
              TEXT_WITH_VARIABLES,
              "Jenkins credentials in place of credentials: user and password, or a secret text as"
                  + " bearer."));

  static final Shape DEPLOYMENT =
      new Shape(
          "deployment",
          "Where something was deployed, and how it is looked at.",
          0,
          Stream.concat(
                  Stream.of(
                      Key.required(
                          "url",
                          TEXT_WITH_VARIABLES,
                          "Where it answers: https://HOST, without a password."),
                      Key.withDefault("purpose", new Words(), "", "What it is, for people.")),
                  SHARED.stream())
              .toList());

  static final Shape LISTED =
      new Shape(
          "listed_deployment",
          "The same in a list, with its name inside.",
          0,
          Stream.concat(
                  Stream.of(Key.required("name", TEXT, "Its name; unique.")),
                  DEPLOYMENT.keys().stream())
              .toList());

  static final Shape TOP =
      new Shape(
          "validate_deployments",
          "Looks at several deployments at once.",
          0,
          Stream.concat(
                  Stream.of(
                      Key.required(
                          "deployments",
                          new Either(
                              List.of(new Named(DEPLOYMENT), new Many(new Part(LISTED), 1, false))),
                          "The deployments by the names that you give them, or as a list."),
                      Key.withDefault(
                          "max_parallel",
                          new Whole(1, 1000),
                          64,
                          "How many deployments are looked at at once."),
                      Key.withDefault(
                          "timeout",
                          TIME,
                          "10m",
                          "Limit for all of it: what was not looked at by then is unknown.")),
                  SHARED.stream())
              .toList());

  /** All of them. */
  static final List<Shape> SHAPES =
      List.of(
          TOP,
          DEPLOYMENT,
          LISTED,
          ENDPOINT,
          CONDITION,
          SMOKE_TEST,
          SLO,
          PROBE,
          PROMETHEUS,
          VERSION,
          DATABASE,
          CREDENTIALS);

  private DeploymentKeys() {}
}
