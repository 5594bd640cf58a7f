package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Limit;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Statements whose 95th percentile is too long for sure, since the run before. */
final class SlowStatements {
  /** With fewer calls a 95th percentile is one of the longest calls, and nothing more. */
  private static final int LEAST_CALLS = 20;

  /** Those with the most time of all; what lies behind them is not looked at. */
  private static final int MOST_STATEMENTS = 200;

  /**
   * Literals, also one that the end cuts: statements that are not planned are shown as they were
   * written, and {@code ALTER ROLE … PASSWORD} is one of them.
   */
  private static final Pattern LITERALS =
      Pattern.compile(
          "'(?:[^']|'')*+(?:'|$)|\\$([A-Za-z_][A-Za-z_0-9]*)?\\$.*?(?:\\$\\1\\$|$)",
          Pattern.DOTALL);

  private static final int LONGEST_TEXT = 300;
  private static final double MILLIS = 1000;

  /**
   * Source: {@code pg_stat_statements} 1.9 and later, of this database; %s is its schema. The texts
   * stay on the server. Holds for 14 to 18.
   */
  private static final String COUNTERS =
      """
      SELECT s.userid || '/' || s.queryid || '/' || s.toplevel, s.calls, s.mean_exec_time,
             s.stddev_exec_time, s.max_exec_time
      FROM %s.pg_stat_statements(false) s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid
      WHERE d.datname = pg_catalog.current_database() AND s.queryid IS NOT NULL
      ORDER BY s.total_exec_time DESC LIMIT %d
      """;

  /** Source: as above. Holds for 14 to 18. */
  private static final String TEXT =
      """
      SELECT pg_catalog.left(s.query, 300)
      FROM %s.pg_stat_statements(true) s
      JOIN pg_catalog.pg_database d ON d.oid = s.dbid
      WHERE d.datname = pg_catalog.current_database()
        AND s.userid || '/' || s.queryid || '/' || s.toplevel = ?
      """;

  private SlowStatements() {}

  /** Why they are not looked at; null when they are. */
  static @Nullable Measured obstacle(ServerFacts facts, String user) {
    if (facts.statementsSchema() == null) {
      return Measured.skipped(
          "the extension pg_stat_statements is not in this database:"
              + " CREATE EXTENSION pg_stat_statements;");
    }
    return CatalogCheck.blind(facts, user);
  }

  static Map<String, StatementCounters> read(Session session, ServerFacts facts)
      throws SQLException {
    Map<String, StatementCounters> counters = new HashMap<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows =
            statement.executeQuery(COUNTERS.formatted(facts.statementsSchema(), MOST_STATEMENTS))) {
      while (rows.next()) {
        counters.put(
            rows.getString(1),
            new StatementCounters(
                rows.getLong(2), rows.getDouble(3), rows.getDouble(4), rows.getDouble(5)));
      }
    }
    return counters;
  }

  /**
   * What lies beyond the limit for sure is a row with its lower bound, what may lie beyond it one
   * whose value is unknown.
   */
  static Measured since(
      Map<String, StatementCounters> now,
      @Nullable HistoryEntry before,
      Limit limit,
      Session session,
      ServerFacts facts)
      throws SQLException {
    if (before == null || before.statements().isEmpty()) {
      return Measured.skipped("nothing to compare with yet: the next run has a difference");
    }
    Map<String, StatementCounters.Bounds> bounds = new TreeMap<>();
    now.forEach(
        (id, counters) ->
            earlier(before, id)
                .flatMap(counters::since)
                .filter(each -> each.calls() >= LEAST_CALLS)
                .ifPresent(each -> bounds.put(id, each)));
    if (bounds.isEmpty()) {
      return Measured.skipped("no statement ran " + LEAST_CALLS + " times since the run before");
    }
    double bad = first(limit) * MILLIS;
    List<Measured.Row> rows = new ArrayList<>();
    List<Map.Entry<String, StatementCounters.Bounds>> slowest =
        bounds.entrySet().stream()
            .filter(entry -> entry.getValue().most() >= bad)
            .sorted(
                Comparator.comparingDouble(
                    (Map.Entry<String, StatementCounters.Bounds> entry) ->
                        -entry.getValue().least()))
            .limit(10)
            .toList();
    for (Map.Entry<String, StatementCounters.Bounds> entry : slowest) {
      StatementCounters.Bounds each = entry.getValue();
      Double known = each.least() >= bad ? (Double) (each.least() / MILLIS) : null;
      rows.add(
          new Measured.Row(
              known,
              "is p95 at least of a statement: between "
                  + seconds(each.least())
                  + " and "
                  + seconds(each.most())
                  + " (n = "
                  + each.calls()
                  + ", mean "
                  + seconds(each.mean())
                  + "): "
                  + text(session, facts, entry.getKey()),
              "EXPLAIN (ANALYZE, BUFFERS) it; SELECT * FROM pg_stat_statements WHERE queryid = "
                  + entry.getKey().split("/", -1)[1]
                  + ";"));
    }
    return rows.isEmpty()
        ? Measured.one(
            slowestBelow(bounds),
            "is the longest that p95 is at least, and all upper bounds lie below the limit, of "
                + bounds.size()
                + " statements since "
                + before.time(),
            null)
        : Measured.of(rows, "");
  }

  /** What was counted then: nothing of one that is missing among all; unknown when some are. */
  private static Optional<StatementCounters> earlier(HistoryEntry before, String id) {
    StatementCounters counters = before.statements().get(id);
    return counters == null && before.statements().size() < MOST_STATEMENTS
        ? Optional.of(StatementCounters.NONE)
        : Optional.ofNullable(counters);
  }

  private static double slowestBelow(Map<String, StatementCounters.Bounds> bounds) {
    return bounds.values().stream().mapToDouble(StatementCounters.Bounds::least).max().orElse(0)
        / MILLIS;
  }

  private static double first(Limit limit) {
    double warning = limit.warning() == null ? Double.MAX_VALUE / MILLIS : limit.warning();
    double critical = limit.critical() == null ? Double.MAX_VALUE / MILLIS : limit.critical();
    return Math.min(warning, critical);
  }

  private static String seconds(double millis) {
    return Amount.text(millis / MILLIS, HealthLimit.Unit.SECONDS);
  }

  private static String text(Session session, ServerFacts facts, String id) throws SQLException {
    try (PreparedStatement statement =
        session
            .connection()
            .prepareStatement(TEXT.formatted(String.valueOf(facts.statementsSchema())))) {
      statement.setString(1, id);
      try (ResultSet row = statement.executeQuery()) {
        String text = row.next() ? row.getString(1) : null;
        String oneLine =
            text == null
                ? "?"
                : LITERALS.matcher(text).replaceAll("'…'").replaceAll("\\s+", " ").strip();
        return oneLine.substring(0, Math.min(LONGEST_TEXT, oneLine.length()));
      }
    }
  }
}
