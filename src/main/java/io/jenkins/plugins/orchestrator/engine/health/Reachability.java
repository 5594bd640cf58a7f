package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthLimit.Unit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a server can be reached, and what it says of it when it cannot. */
final class Reachability {
  private static final Judge JUDGE =
      new Judge("health", null, "reachable", Unit.SECONDS, Limit.none(), false);

  private static final double ALL = 100;

  private static final String START_IT =
      "look at the server's log, start it; when its data is lost, restore a backup";

  private final EnvironmentConfiguration environment;
  private final HealthSettings settings;
  private final RunContext context;
  private final Deadline deadline;

  Reachability(EnvironmentConfiguration environment, RunContext context, Deadline deadline) {
    this.environment = environment;
    this.settings = environment.health();
    this.context = context;
    this.deadline = deadline;
  }

  /**
   * A look that led to no session.
   *
   * @param result of the check that says so
   * @param why for the checks that are not known because of it
   */
  record Failed(CheckResult result, String why) {}

  static CheckResult reached(ServerVersion version, Duration took) {
    return JUDGE.judge(
        Measured.one(took.toNanos() / 1e9, "to connect to PostgreSQL " + version, null), took);
  }

  /** Why nobody need try to connect; null when there is no reason. */
  @Nullable Failed beforehand(SilentServers silent) {
    if (silent.isSilent(environment.source(), deadline)) {
      Duration limit = settings.connectTimeout();
      String why = "it gives no answer, asked over " + limit.toSeconds() + " s";
      return new Failed(down(why, START_IT, limit), noSession(why));
    }
    // Others took all the time: that says nothing of this server.
    return deadline.hasPassed()
        ? new Failed(JUDGE.unknown(notWithin(settings), Duration.ZERO), notWithin(settings))
        : null;
  }

  /** What is said of a check for which no time was left. */
  static String notWithin(HealthSettings settings) {
    return "it did not run within "
        + Amount.text(settings.deadline().toNanos() / 1e9, Unit.SECONDS);
  }

  /**
   * What an attempt says of the server that failed.
   *
   * @param took the attempt
   */
  Failed failed(SQLException e, Duration took) {
    String said = context.redactor().redact(String.valueOf(e.getMessage()));
    if (context.cancellation().isCancelled()) {
      return unknown("cancelled: " + context.cancellation().reason(), took);
    }
    if (isCutShort(e, took)) {
      return unknown(notWithin(settings), took);
    }
    if (SqlStates.isCancelled(e)) {
      return unknown(
          "the server answers, but not the first query: " + said + " (health.statement_timeout)",
          took);
    }
    if (SqlStates.isFull(e)) {
      return new Failed(full(said, took), noSession(said));
    }
    if (SqlStates.isTurnedAway(e)) {
      return unknown(
          "the server answers, but does not let the role "
              + environment.source().user()
              + " in: "
              + said
              + "; look at its password, its rights (LOGIN, CONNECT) and pg_hba.conf",
          took);
    }
    return said.contains("unsupported startup parameter")
        ? unknown("a connection pooler answered, expected the server itself: " + said, took)
        : new Failed(down(said, advice(e), took), noSession(said));
  }

  private static Failed unknown(String why, Duration took) {
    return new Failed(JUDGE.unknown(why, took), noSession(why));
  }

  private static String noSession(String why) {
    return "there is no session: " + why;
  }

  /** The deadline left it less time than a server may take: that says nothing of this one. */
  private boolean isCutShort(SQLException e, Duration took) {
    if (!deadline.hasPassed() || took.compareTo(settings.connectTimeout()) >= 0) {
      return false;
    }
    // A refusal is an answer, however late it was asked for.
    return SqlStates.isCancelled(e)
        || (SqlStates.isLost(e) && !(e.getCause() instanceof ConnectException));
  }

  private CheckResult full(String said, Duration took) {
    return Judge.of(HealthLimit.CONNECTIONS, settings.limit(HealthLimit.CONNECTIONS))
        .judge(
            Measured.one(
                ALL,
                "of the connections that this role may have: " + said,
                "end what is not needed: SELECT pg_catalog.pg_terminate_backend(pid) …; a"
                    + " connection pooler in front of the server; more max_connections"),
            took);
  }

  private static String advice(SQLException e) {
    if (SqlStates.isNoDatabase(e)) {
      return "correct db_url; when the database was dropped, restore a backup";
    }
    return SqlStates.isNotReady(e)
        ? "look at the server's log: it starts, recovers or shuts down; wait for it"
        : START_IT;
  }

  private CheckResult down(String why, String advice, Duration took) {
    return new CheckResult(
        JUDGE.kind(),
        null,
        JUDGE.name(),
        Level.CRITICAL,
        "an answer within " + settings.connectTimeout().toSeconds() + " s",
        why,
        advice,
        List.of(
            new Measurement(
                JUDGE.kind(), JUDGE.name(), "", null, JUDGE.unit(), null, null, Level.CRITICAL)),
        List.of(
            Finding.of(
                Finding.Severity.ERROR,
                "health-reachable",
                "reachable: " + why + " (" + Urgency.IMMEDIATE.text() + ")",
                advice)),
        took);
  }
}
