package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * Where a database stands in its history, told without reading its data: equal positions, with
 * nobody who could have hidden a change, mean equal contents.
 *
 * <p>On a primary: how many rows were ever inserted, updated and deleted in each table, the
 * catalogs among them (so TRUNCATE and DDL count, through {@code pg_class}), and each sequence's
 * value. The planner's statistics are left out, because ANALYZE and autovacuum write them, and the
 * tables that all databases share, because making a clone writes those. On a standby: the replayed
 * position.
 *
 * <p>The counters are exact but late: a backend hands its own over when it ends, or when it has
 * been idle for ten seconds (15 to 18), or with its next statement (14). {@link #mayHideChanges}
 * says whether somebody could be that late; only then {@link #nextXid} decides, which no change in
 * the whole cluster leaves as it was.
 *
 * @param digest of all counters
 * @param nextXid of the cluster
 * @param takenMillis when, on the server's clock; milliseconds since 1970
 */
record ChangePosition(String digest, String nextXid, long takenMillis) {
  /** Holds for 14 to 18. */
  private static final String CLUSTER =
      "SELECT pg_catalog.pg_is_in_recovery(),"
          + " CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_last_wal_replay_lsn()::text"
          + " ELSE pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text END,"
          + " (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint,"
          + " pg_catalog.current_setting('track_counts') = 'on',"
          + " extract(epoch FROM pg_catalog.pg_postmaster_start_time())::text,"
          + " (SELECT extract(epoch FROM s.stats_reset)::text FROM pg_catalog.pg_stat_database s"
          + " WHERE s.datname = pg_catalog.current_database())";

  /** Holds for 14 to 18. */
  private static final String TABLES =
      "SELECT s.relid::bigint, s.n_tup_ins, s.n_tup_upd, s.n_tup_del"
          + " FROM pg_catalog.pg_stat_all_tables s"
          + " JOIN pg_catalog.pg_class c ON c.oid = s.relid"
          + " WHERE NOT c.relisshared AND s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0"
          + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_class p WHERE p.oid IN"
          + " ('pg_catalog.pg_statistic'::pg_catalog.regclass,"
          + " 'pg_catalog.pg_statistic_ext_data'::pg_catalog.regclass)"
          + " AND (p.oid = s.relid OR p.reltoastrelid = s.relid))"
          + " ORDER BY s.relid";

  /** Values of sequences that the role may not read are null. Holds for 14 to 18. */
  private static final String SEQUENCES =
      "SELECT schemaname, sequencename, last_value FROM pg_catalog.pg_sequences ORDER BY 1, 2";

  /** States of others are null without the right to see them, which counts as a doubt. */
  private static final String OTHERS =
      "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.datname = pg_catalog.current_database()"
          + " AND a.pid <> pg_catalog.pg_backend_pid()"
          + " AND a.backend_type <> 'autovacuum worker'"
          + " AND NOT (a.application_name ~ '^orchestrate/.*/(source|dump|fingerprint)$'"
          + " AND a.usename = current_user)"
          + " AND (a.state IS DISTINCT FROM 'idle'"
          + " OR extract(epoch FROM a.state_change) * 1000 > ?)";

  /** {@code PGSTAT_IDLE_INTERVAL} of 15 and later, and a second. */
  private static final long HANDED_OVER_MILLIS = 11_000;

  /** The collector's file of 14 may be half a second old. */
  private static final String WAIT_FOR_COLLECTOR = "SELECT pg_catalog.pg_sleep(0.6)";

  static ChangePosition read(Session source) throws SQLException {
    boolean collector = !source.version().isAtLeast(15);
    try (Statement statement = source.connection().createStatement()) {
      if (collector) {
        statement.execute(WAIT_FOR_COLLECTOR);
      }
      Digest digest = new Digest();
      String nextXid;
      long taken;
      boolean counted;
      try (ResultSet row = statement.executeQuery(CLUSTER)) {
        row.next();
        nextXid = row.getString(2);
        taken = row.getLong(3);
        boolean standby = row.getBoolean(1);
        counted = !standby;
        digest.add(standby ? "standby" : "primary");
        if (standby || !row.getBoolean(4)) {
          digest.add(nextXid);
        }
        // Counters that were lost in a crash or reset must not look like earlier ones.
        digest.add(row.getString(5)).add(row.getString(6));
      }
      if (counted) {
        add(digest, statement, TABLES);
        add(digest, statement, SEQUENCES);
      }
      return new ChangePosition(digest.hex(), nextXid, taken);
    }
  }

  private static void add(Digest digest, Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        for (int i = 1; i <= columns; i++) {
          digest.add(rows.getString(i));
        }
      }
    }
  }

  /**
   * Whether some session of the source may have changed something after a moment without its
   * counters being here yet.
   */
  static boolean mayHideChanges(Session source, ChangePosition now, long sinceMillis)
      throws SQLException {
    long threshold =
        source.version().isAtLeast(15)
            ? Math.max(sinceMillis, now.takenMillis - HANDED_OVER_MILLIS)
            : sinceMillis;
    try (PreparedStatement statement = source.connection().prepareStatement(OTHERS)) {
      statement.setLong(1, threshold);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1) > 0;
      }
    }
  }

  private static final class Digest {
    private final MessageDigest sha;

    Digest() {
      try {
        sha = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }

    Digest add(String text) {
      sha.update((text == null ? "\0" : text).getBytes(StandardCharsets.UTF_8));
      sha.update((byte) '\n');
      return this;
    }

    String hex() {
      return HexFormat.of().formatHex(sha.digest());
    }
  }
}
