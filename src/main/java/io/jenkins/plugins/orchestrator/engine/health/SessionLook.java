package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs checks over a session; without one, or when it is lost, each says why it is not known. */
final class SessionLook {
  private final HealthSettings settings;
  private final RunContext context;
  private final Deadline deadline;
  private final LaneRecord record;
  private final @Nullable LaneSession open;

  /** Why nothing more can be measured; null while it can. */
  private @Nullable String lost;

  /**
   * @param open null when there is no session
   * @param lost why there is none; null when there is one
   */
  SessionLook(
      HealthSettings settings,
      RunContext context,
      Deadline deadline,
      LaneRecord record,
      @Nullable LaneSession open,
      @Nullable String lost) {
    this.settings = settings;
    this.context = context;
    this.deadline = deadline;
    this.record = record;
    this.open = open;
    this.lost = lost;
  }

  /** What a check does. */
  interface Body {
    Measured measure(Session session, ServerFacts facts) throws SQLException;
  }

  /** Whether there was a session. */
  boolean hasSession() {
    return open != null;
  }

  /** One of the table, unless the user leaves it out or its result is there already. */
  void check(HealthLimit check, Body body) {
    if (!settings.skip().contains(check) && !record.has(check.key())) {
      check(Judge.of(check, settings.limit(check)), body);
    }
  }

  void check(Judge judge, Body body) {
    long start = System.nanoTime();
    if (lost == null && context.cancellation().isCancelled()) {
      lost = cancelled();
    } else if (lost == null && deadline.hasPassed()) {
      lost = Reachability.notWithin(settings);
    }
    Measured measured =
        open == null || lost != null ? Measured.unknown(String.valueOf(lost)) : measure(open, body);
    record.add(judge.judge(measured, Duration.ofNanos(System.nanoTime() - start)));
  }

  private String cancelled() {
    return "cancelled: " + context.cancellation().reason();
  }

  private Measured measure(LaneSession session, Body body) {
    try {
      session.limitStatements();
      return body.measure(session.session(), session.facts());
    } catch (SQLException e) {
      return unmeasured(session, e);
    }
  }

  private Measured unmeasured(LaneSession session, SQLException e) {
    String message = context.redactor().redact(String.valueOf(e.getMessage()));
    if (context.cancellation().isCancelled()) {
      return lose(cancelled());
    }
    if (SqlStates.isCancelled(e)) {
      return Measured.unknown(
          "the query did not end within "
              + Amount.text(session.statementLimit().toMillis() / 1000.0, HealthLimit.Unit.SECONDS)
              + " (health.statement_timeout)");
    }
    if (SqlStates.isLost(e) || session.isClosed()) {
      return lose("the server stopped answering: " + message);
    }
    if (SqlStates.isForbidden(e)) {
      String user = Session.quoteIdentifier(session.session().target().user());
      return Measured.unknown(message + "; GRANT pg_monitor TO " + user + ";");
    }
    String state = SqlStates.of(e);
    return Measured.unknown(message + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")"));
  }

  private Measured lose(String why) {
    lost = why;
    return Measured.unknown(why);
  }
}
