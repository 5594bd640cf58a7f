package io.jenkins.plugins.orchestrator.engine.health;

import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.CACHE_HIT;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.DEADLOCKS;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.REQUESTED_CHECKPOINTS;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.TEMP_FILES;

import io.jenkins.plugins.orchestrator.engine.config.HealthLimit;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counters of the server, of which only differences say something.
 *
 * @param epoch differs when they began again
 * @param values by the names of the columns
 */
record Counters(String epoch, Map<String, Double> values) {
  /** Those that are judged by differences. */
  static final List<HealthLimit> CHECKS =
      List.of(CACHE_HIT, DEADLOCKS, TEMP_FILES, REQUESTED_CHECKPOINTS);

  /** Fewer block accesses, or checkpoints, say nothing. */
  private static final double LEAST_BLOCKS = 1000;

  private static final double LEAST_CHECKPOINTS = 5;
  private static final double GIB = 1024.0 * 1024 * 1024;
  private static final double HOUR = 3600;

  /** Rates of a shorter time would be a few events blown up. */
  private static final Duration LEAST_WINDOW = Duration.ofMinutes(1);

  /** Source: {@code pg_stat_database}, {@code pg_stat_bgwriter}. Holds for 14 to 16. */
  private static final String COUNTERS_16 =
      """
      SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())
             || '|' || coalesce(extract(epoch FROM d.stats_reset)::text, '')
             || '|' || coalesce(extract(epoch FROM w.stats_reset)::text, '') AS epoch,
             d.blks_hit, d.blks_read, d.deadlocks, d.temp_bytes,
             w.checkpoints_timed AS timed, w.checkpoints_req AS requested
      FROM pg_catalog.pg_stat_database d, pg_catalog.pg_stat_bgwriter w
      WHERE d.datname = pg_catalog.current_database()
      """;

  /** Source: {@code pg_stat_database}, {@code pg_stat_checkpointer}. Holds for 17 and 18. */
  private static final String COUNTERS_17 =
      """
      SELECT extract(epoch FROM pg_catalog.pg_postmaster_start_time())
             || '|' || coalesce(extract(epoch FROM d.stats_reset)::text, '')
             || '|' || coalesce(extract(epoch FROM w.stats_reset)::text, '') AS epoch,
             d.blks_hit, d.blks_read, d.deadlocks, d.temp_bytes,
             w.num_timed AS timed, w.num_requested AS requested
      FROM pg_catalog.pg_stat_database d, pg_catalog.pg_stat_checkpointer w
      WHERE d.datname = pg_catalog.current_database()
      """;

  static Counters read(Session session) throws SQLException {
    String sql = session.version().isAtLeast(17) ? COUNTERS_17 : COUNTERS_16;
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      Map<String, Double> values = new TreeMap<>();
      ResultSetMetaData columns = row.getMetaData();
      for (int i = 2; i <= columns.getColumnCount(); i++) {
        values.put(columns.getColumnLabel(i), row.getDouble(i));
      }
      return new Counters(row.getString(1), values);
    }
  }

  /**
   * What has been counted since an earlier run.
   *
   * @param before null when there was none
   */
  Measured since(HealthLimit check, @Nullable HistoryEntry before, Instant now) {
    if (before == null || before.counters().isEmpty()) {
      return Measured.skipped("nothing to compare with yet: the next run has a difference");
    }
    if (!before.epoch().equals(epoch)) {
      return Measured.skipped(
          "the server was restarted, or its counters were reset, since the run before");
    }
    Duration window = Duration.between(before.time(), now);
    double hours = window.toMillis() / 1000.0 / HOUR;
    String since = "since " + before.time();
    if (check == CACHE_HIT) {
      double hit = difference("blks_hit", before);
      double all = hit + difference("blks_read", before);
      return all < LEAST_BLOCKS
          ? Measured.skipped(
              "only " + Amount.plain(all) + " blocks were read " + since + ", 1000 are needed")
          : Measured.one(
              100 * hit / all,
              "of " + Amount.plain(all) + " blocks " + since,
              "which tables are read: SELECT relid::regclass, heap_blks_read FROM"
                  + " pg_catalog.pg_statio_user_tables ORDER BY 2 DESC LIMIT 10; then indexes, or"
                  + " more shared_buffers");
    }
    if (check == REQUESTED_CHECKPOINTS) {
      double requested = difference("requested", before);
      double all = requested + difference("timed", before);
      return all < LEAST_CHECKPOINTS
          ? Measured.skipped(
              "only " + Amount.plain(all) + " checkpoints " + since + ", 5 are needed")
          : Measured.one(
              100 * requested / all,
              "of " + Amount.plain(all) + " checkpoints were requested " + since,
              "ALTER SYSTEM SET max_wal_size = …; more than now; SELECT"
                  + " pg_catalog.pg_reload_conf();");
    }
    if (window.compareTo(LEAST_WINDOW) < 0) {
      return Measured.skipped("the run before is less than a minute old");
    }
    return check == DEADLOCKS
        ? Measured.one(
            difference("deadlocks", before) / hours,
            "(" + Amount.plain(difference("deadlocks", before)) + " deadlocks " + since + ")",
            "the server's log names the statements: look for 'deadlock detected'")
        : Measured.one(
            difference("temp_bytes", before) / GIB / hours,
            "of temporary files " + since,
            "ALTER SYSTEM SET log_temp_files = '10MB'; then more work_mem for those statements");
  }

  private double difference(String counter, HistoryEntry before) {
    double now = Objects.requireNonNull(values.get(counter));
    return Math.max(0, now - before.counters().getOrDefault(counter, now));
  }
}
