package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a server counts for ever, judged by what has been added since the run before. */
final class CumulativeChecks {
  private final @Nullable HistoryEntry before;
  private final Instant now;
  private final Map<String, StatementCounters> statements = new TreeMap<>();
  private @Nullable Counters counters;

  /**
   * @param before null when there was none
   * @param now by the clock that the run before was dated with
   */
  CumulativeChecks(@Nullable HistoryEntry before, Instant now) {
    this.before = before;
    this.now = now;
  }

  /**
   * @param slow from where on a statement is slow
   */
  void run(SessionLook look, Limit slow) {
    for (HealthLimit check : Counters.CHECKS) {
      look.check(check, (session, facts) -> counters(session).since(check, before, now));
    }
    look.check(HealthLimit.SLOW_STATEMENTS, (session, facts) -> statements(slow, session, facts));
  }

  private Counters counters(Session session) throws SQLException {
    Counters read = counters == null ? Counters.read(session) : counters;
    counters = read;
    return read;
  }

  private Measured statements(Limit slow, Session session, ServerFacts facts) throws SQLException {
    Measured obstacle = SlowStatements.obstacle(facts, session.target().user());
    if (obstacle != null) {
      return obstacle;
    }
    statements.putAll(SlowStatements.read(session, facts));
    return SlowStatements.since(statements, before, slow, session, facts);
  }

  /** What the next run compares with. */
  HistoryEntry entry(String run, String subject, Map<String, Double> values) {
    return new HistoryEntry(
        now,
        run,
        subject,
        counters == null ? "" : counters.epoch(),
        values,
        counters == null ? Map.of() : counters.values(),
        statements);
  }
}
