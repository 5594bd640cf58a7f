package io.jenkins.plugins.orchestrator.engine.health;

import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.DUPLICATE_INDEXES;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.INVALID_INDEXES;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.MISSING_INDEXES;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.SEQUENTIAL_SCANS;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.UNUSED_INDEXES;

import java.util.List;

/** Indexes that are broken, missing, or there for nothing. */
final class IndexChecks {
  /**
   * Source: {@code pg_index}, {@code pg_stat_progress_create_index}, which hides from other roles
   * which index is built: then an invalid one may be a running build. Holds for 14 to 18.
   */
  private static final String INVALID =
      """
      SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p
                               WHERE p.datname = pg_catalog.current_database()
                                 AND p.relid IS NULL)
                  THEN NULL ELSE 1 END::float8,
             'index ' || i.indexrelid::regclass::text || ' of ' || i.indrelid::regclass::text
             || ' is invalid: no query uses it, every write pays for it',
             'REINDEX INDEX CONCURRENTLY ' || i.indexrelid::regclass::text
             || '; or DROP INDEX CONCURRENTLY ' || i.indexrelid::regclass::text || ';'
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      WHERE NOT i.indisvalid AND c.relkind = 'i'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p
                        WHERE p.datname = pg_catalog.current_database()
                          AND p.index_relid = i.indexrelid)
      ORDER BY 2
      """;

  /**
   * Source: {@code pg_stat_user_indexes.idx_scan}, counted since the last reset. Unique ones and
   * those of constraints hold even when nobody reads them. Holds for 14 to 18.
   */
  private static final String UNUSED =
      """
      SELECT 1::float8,
             'index ' || s.indexrelid::regclass::text || ' ('
             || pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(s.indexrelid))
             || ') was not used since ' || since.moment::date || ' on this server',
             'after a look at the standbys: DROP INDEX CONCURRENTLY ' || s.indexrelid::regclass::text
             || ';'
      FROM pg_catalog.pg_stat_user_indexes s
      JOIN pg_catalog.pg_index i ON i.indexrelid = s.indexrelid,
           (SELECT coalesce(stats_reset, pg_catalog.pg_postmaster_start_time()) AS moment
            FROM pg_catalog.pg_stat_database
            WHERE datname = pg_catalog.current_database()) since
      WHERE s.idx_scan = 0 AND NOT i.indisunique AND i.indisvalid
        AND since.moment < pg_catalog.now() - interval '%d days'
        AND pg_catalog.pg_relation_size(s.indexrelid) >= 1048576
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = s.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = s.indexrelid)
      ORDER BY pg_catalog.pg_relation_size(s.indexrelid) DESC LIMIT 20
      """;

  /**
   * Source: {@code pg_index}; the same in every column of it that counts. Expressions are compared
   * as they are printed: until 16 their trees hold where in the statement they stood. Holds for 14
   * to 18.
   */
  private static final String DUPLICATE =
      """
      SELECT 1::float8,
             'index ' || b.indexrelid::regclass::text || ' ('
             || pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(b.indexrelid))
             || ') is the same as ' || a.indexrelid::regclass::text,
             'DROP INDEX CONCURRENTLY ' || b.indexrelid::regclass::text || ';'
      FROM pg_catalog.pg_index a
      JOIN pg_catalog.pg_class ca ON ca.oid = a.indexrelid
      JOIN pg_catalog.pg_index b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
      JOIN pg_catalog.pg_class cb ON cb.oid = b.indexrelid AND cb.relam = ca.relam
      WHERE a.indkey::text = b.indkey::text AND a.indclass::text = b.indclass::text
        AND a.indcollation::text = b.indcollation::text
        AND a.indoption::text = b.indoption::text
        AND pg_catalog.pg_get_expr(a.indexprs, a.indrelid)
            IS NOT DISTINCT FROM pg_catalog.pg_get_expr(b.indexprs, b.indrelid)
        AND pg_catalog.pg_get_expr(a.indpred, a.indrelid)
            IS NOT DISTINCT FROM pg_catalog.pg_get_expr(b.indpred, b.indrelid)
        AND a.indisvalid AND b.indisvalid AND NOT b.indisunique
        AND (a.indisunique OR a.indexrelid < b.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = b.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = b.indexrelid)
      ORDER BY 2 LIMIT 20
      """;

  /**
   * Source: {@code pg_constraint.conkey} against the first columns of {@code pg_index.indkey}: a
   * DELETE of a referenced row reads the whole table. Holds for 14 to 18.
   */
  private static final String MISSING =
      """
      SELECT 1::float8,
             'foreign key ' || pg_catalog.quote_ident(c.conname) || ' of '
             || c.conrelid::regclass::text || ' ('
             || pg_catalog.pg_size_pretty(pg_catalog.pg_relation_size(c.conrelid))
             || ') has no index',
             'CREATE INDEX CONCURRENTLY ON ' || c.conrelid::regclass::text || ' ('
             || (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY k.n)
                 FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY k (attnum, n)
                 JOIN pg_catalog.pg_attribute a
                   ON a.attrelid = c.conrelid AND a.attnum = k.attnum) || ');'
      FROM pg_catalog.pg_constraint c
      WHERE c.contype = 'f' AND pg_catalog.pg_relation_size(c.conrelid) >= 1048576
        AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_index i
          WHERE i.indrelid = c.conrelid AND i.indisvalid AND i.indpred IS NULL
            AND (i.indkey::int2[])[0:pg_catalog.cardinality(c.conkey) - 1] @> c.conkey)
      ORDER BY pg_catalog.pg_relation_size(c.conrelid) DESC LIMIT 20
      """;

  /** Source: {@code pg_stat_user_tables}, counted since the last reset. Holds for 14 to 18. */
  private static final String SCANS =
      """
      SELECT 1::float8,
             'table ' || relid::regclass::text || ' was read as a whole ' || seq_scan || ' times, '
             || seq_tup_read / seq_scan || ' rows a time, by an index '
             || coalesce(idx_scan, 0) || ' times',
             'find the statements: SELECT query, calls, mean_exec_time FROM pg_stat_statements WHERE'
             || ' query ILIKE ' || pg_catalog.quote_literal('%' || relname || '%')
             || ' ORDER BY total_exec_time DESC LIMIT 20; then EXPLAIN (ANALYZE, BUFFERS) them'
      FROM pg_catalog.pg_stat_user_tables
      WHERE seq_scan >= 50 AND seq_tup_read / seq_scan >= 10000
        AND seq_scan > coalesce(idx_scan, 0)
      ORDER BY seq_tup_read DESC LIMIT 10
      """;

  private static final int WEEK = 7;

  static final List<CatalogCheck> ALL =
      List.of(
          CatalogCheck.of(INVALID_INDEXES, INVALID, "all indexes are valid, or being built"),
          unusedFor(WEEK),
          CatalogCheck.of(DUPLICATE_INDEXES, DUPLICATE, "no index is the same as another"),
          CatalogCheck.of(
              MISSING_INDEXES, MISSING, "every foreign key that needs one has an index"),
          CatalogCheck.of(SEQUENTIAL_SCANS, SCANS, "no large table is often read as a whole"));

  private IndexChecks() {}

  /**
   * Those that nobody has used.
   *
   * @param days for how long they must have been counted
   */
  static CatalogCheck unusedFor(int days) {
    return CatalogCheck.of(
        UNUSED_INDEXES,
        UNUSED.formatted(days),
        "none, or counting has begun less than " + days + " days ago");
  }
}
