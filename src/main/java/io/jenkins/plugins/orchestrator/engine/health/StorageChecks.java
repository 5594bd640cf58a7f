package io.jenkins.plugins.orchestrator.engine.health;

import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.BLOAT;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.DATABASE_SIZE;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.FREEZE_AGE;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.PENDING_RESTART;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.SEQUENCES;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.UNVALIDATED_CONSTRAINTS;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.WRAPAROUND;

import java.util.List;

/** What grows until it ends: ids, sequences, tables. */
final class StorageChecks {
  /**
   * Source: manual, "Preventing Transaction ID Wraparound Failures" and "Multixacts and
   * Wraparound". Holds for 14 to 18.
   */
  private static final String IDS =
      """
      SELECT greatest(100.0 * pg_catalog.age(datfrozenxid) / 2147483648,
                      100.0 * pg_catalog.mxid_age(datminmxid) / 2147483648)::float8,
             'of the ids in database ' || datname || ' (' || pg_catalog.age(datfrozenxid)
             || ' transactions, ' || pg_catalog.mxid_age(datminmxid) || ' multixacts)',
             'in database ' || datname || ': VACUUM (FREEZE, VERBOSE); before that end old'
             || ' transactions, prepared ones and slots'
      FROM pg_catalog.pg_database
      ORDER BY 1 DESC LIMIT 5
      """;

  /**
   * Source: as above, and {@code autovacuum_freeze_max_age}, {@code
   * autovacuum_multixact_freeze_max_age}: autovacuum starts at 100 %, so far more means that it
   * does not succeed. Holds for 14 to 18.
   */
  private static final String FREEZE =
      """
      SELECT greatest(
               100.0 * pg_catalog.age(datfrozenxid)
                 / pg_catalog.current_setting('autovacuum_freeze_max_age')::bigint,
               100.0 * pg_catalog.mxid_age(datminmxid)
                 / pg_catalog.current_setting('autovacuum_multixact_freeze_max_age')::bigint
             )::float8,
             'of the age at which autovacuum freezes, in database ' || datname,
             'in database ' || datname || ': SELECT oid::regclass, age(relfrozenxid) FROM'
             || ' pg_catalog.pg_class WHERE relkind IN (''r'', ''m'', ''t'') ORDER BY 2 DESC LIMIT'
             || ' 10; and what holds it back: backend_xmin in pg_catalog.pg_stat_activity'
      FROM pg_catalog.pg_database
      ORDER BY 1 DESC LIMIT 5
      """;

  /**
   * Source: {@code pg_sequence}, {@code pg_sequences} (whose {@code last_value} is NULL without
   * rights as well as before the first use), {@code pg_depend} for the columns that a sequence
   * feeds: owned ones ('a', 'i') and defaults ('n' from {@code pg_attrdef}). Sequences that cycle
   * have no end. The worst and the unknown ones come in turn, as not all rows are read. Holds for
   * 14 to 18.
   */
  private static final String SEQUENCES_USED =
      """
      WITH fed AS (
        SELECT d.objid AS seq, a.attrelid, a.attname, a.atttypid
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
        WHERE d.classid = 'pg_catalog.pg_class'::regclass
          AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
        UNION
        SELECT d.refobjid, a.attrelid, a.attname, a.atttypid
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_attrdef f ON f.oid = d.objid
        JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
        WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass
          AND d.refclassid = 'pg_catalog.pg_class'::regclass),
      ends AS (
        SELECT s.seqrelid, s.seqincrement, s.seqstart, s.seqmin, s.seqmax,
               pg_catalog.min(CASE f.atttypid WHEN 'pg_catalog.int2'::regtype THEN 32767
                                   WHEN 'pg_catalog.int4'::regtype THEN 2147483647
                              END::bigint) AS most,
               pg_catalog.min(f.attrelid::regclass::text || '.' || pg_catalog.quote_ident(f.attname)
                             ) AS fed_column
        FROM pg_catalog.pg_sequence s
        LEFT JOIN fed f ON f.seq = s.seqrelid
        WHERE NOT s.seqcycle
        GROUP BY 1, 2, 3, 4, 5),
      used AS (
        SELECT e.*,
               CASE WHEN pg_catalog.has_sequence_privilege(e.seqrelid, 'USAGE, SELECT')
                    THEN coalesce(pg_catalog.pg_sequence_last_value(e.seqrelid), e.seqstart)
               END AS last
        FROM ends e
        JOIN pg_catalog.pg_class c ON c.oid = e.seqrelid
        WHERE c.relpersistence <> 't')
      SELECT value, object, advice FROM (
        SELECT CASE WHEN last IS NULL THEN NULL
                    WHEN seqincrement > 0
                    THEN 100.0 * (last::numeric - greatest(seqmin, 0)) / greatest(1,
                           least(seqmax, coalesce(most, seqmax))::numeric - greatest(seqmin, 0))
                    ELSE 100.0 * (least(seqmax, 0)::numeric - last) / greatest(1,
                           least(seqmax, 0)::numeric - greatest(seqmin, coalesce(-most - 1, seqmin)))
               END::float8 AS value,
               'of the values of sequence ' || seqrelid::regclass::text
               || coalesce(' for ' || fed_column, '')
               || CASE WHEN last IS NULL THEN ', which this role may not read' ELSE '' END AS object,
               CASE WHEN last IS NULL
                    THEN 'GRANT SELECT ON SEQUENCE ' || seqrelid::regclass::text || ' TO '
                         || pg_catalog.quote_ident(current_user) || ';'
                    WHEN fed_column IS NULL
                    THEN 'ALTER SEQUENCE ' || seqrelid::regclass::text
                         || ' AS bigint NO MAXVALUE;'
                    ELSE 'widen the column, which rewrites the table: ALTER TABLE … ALTER COLUMN of '
                         || fed_column || ' TYPE bigint; and ALTER SEQUENCE '
                         || seqrelid::regclass::text || ' AS bigint;' END AS advice
        FROM used) s
      ORDER BY pg_catalog.row_number() OVER (PARTITION BY value IS NULL ORDER BY value DESC),
               value NULLS FIRST
      """;

  /**
   * The user may look at the table's pages: {@code pgstattuple_approx}, "pgstattuple" of the
   * manual, which skips pages that are visible to all. %s is its schema. Holds for 14 to 18.
   */
  private static final String BLOAT_MEASURED =
      """
      SELECT (b.dead_tuple_percent + b.approx_free_percent)::float8,
             'of table ' || t.oid::regclass::text || ' ('
             || pg_catalog.round(b.dead_tuple_percent::numeric, 1) || ' %% dead, '
             || pg_catalog.round(b.approx_free_percent::numeric, 1) || ' %% free, measured)',
             'VACUUM (VERBOSE) ' || t.oid::regclass::text || '; to give the space back, under an'
             || ' exclusive lock: VACUUM FULL ' || t.oid::regclass::text || ';'
      FROM (SELECT c.oid FROM pg_catalog.pg_class c
            WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
              AND pg_catalog.pg_relation_size(c.oid) >= 10485760
            ORDER BY pg_catalog.pg_relation_size(c.oid) DESC LIMIT 5) t,
           LATERAL %s.pgstattuple_approx(t.oid) b
      ORDER BY 1 DESC
      """;

  /**
   * An estimate from the planner's statistics: the pages that the rows would need, at their average
   * width, against those that there are. After table_bloat.sql of ioguix, pgsql-bloat-estimation
   * (BSD licence). NULL where statistics are missing, or hidden from the role. Holds for 14 to 18.
   */
  private static final String BLOAT_ESTIMATED =
      """
      WITH big AS (
        SELECT c.oid, c.reltuples, n.nspname, c.relname,
               pg_catalog.pg_relation_size(c.oid) / bs.size AS pages, bs.size AS bs,
               coalesce((SELECT o.option_value::float8 FROM pg_catalog.pg_options_to_table(
                           c.reloptions) o WHERE o.option_name = 'fillfactor'), 100) AS fill
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
             (SELECT pg_catalog.current_setting('block_size')::bigint AS size) bs
        WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
          AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND pg_catalog.pg_relation_size(c.oid) >= 10485760
        ORDER BY pg_catalog.pg_relation_size(c.oid) DESC LIMIT 50),
      widths AS (
        SELECT b.oid, b.reltuples, b.pages, b.bs, b.fill,
               pg_catalog.count(a.attnum) AS attributes,
               pg_catalog.count(s.attname) AS known,
               pg_catalog.sum((1 - coalesce(s.null_frac, 0)) * coalesce(s.avg_width, 0)) AS data,
               23 + CASE WHEN pg_catalog.max(coalesce(s.null_frac, 0)) > 0
                         THEN (7 + pg_catalog.count(a.attnum)) / 8 ELSE 0 END AS header
        FROM big b
        JOIN pg_catalog.pg_attribute a
          ON a.attrelid = b.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_catalog.pg_stats s
          ON s.schemaname = b.nspname AND s.tablename = b.relname AND s.attname = a.attname
             AND NOT s.inherited
        GROUP BY 1, 2, 3, 4, 5),
      needed AS (
        SELECT w.*,
               CASE WHEN attributes = known AND reltuples >= 0 AND attributes > 0
                    THEN pg_catalog.ceil(reltuples / greatest(1, pg_catalog.floor(
                           (bs - 24) * fill / 100
                           / (4 + 8 * pg_catalog.ceil(header / 8.0)
                              + 8 * pg_catalog.ceil(data / 8.0))))) END AS pages_needed
        FROM widths w)
      SELECT CASE WHEN pages_needed IS NULL THEN NULL
                  ELSE greatest(0, 100 * (1 - pages_needed / pages)) END::float8,
             'of table ' || oid::regclass::text
             || CASE WHEN pages_needed IS NULL
                     THEN ': it was never analyzed, or this role may not read its statistics'
                     ELSE ' (estimate)' END,
             CASE WHEN pages_needed IS NULL
                  THEN 'ANALYZE ' || oid::regclass::text || '; GRANT SELECT ON '
                       || oid::regclass::text || ' TO ' || pg_catalog.quote_ident(current_user)
                       || ';'
                  ELSE 'measure it: CREATE EXTENSION pgstattuple; SELECT * FROM pgstattuple_approx('
                       || pg_catalog.quote_literal(oid::regclass::text) || '); then VACUUM '
                       || oid::regclass::text || ';' END
      FROM needed
      ORDER BY 1 DESC NULLS FIRST
      """;

  /**
   * Source: {@code pg_constraint.convalidated}; of 18 those that are NOT ENFORCED are never
   * validated ({@code conenforced}). Holds for 14 to 17.
   */
  private static final String UNVALIDATED =
      """
      SELECT 1::float8,
             'constraint ' || pg_catalog.quote_ident(c.conname) || ' of ' || c.conrelid::regclass::text
             || ' was never validated',
             'ALTER TABLE ' || c.conrelid::regclass::text || ' VALIDATE CONSTRAINT '
             || pg_catalog.quote_ident(c.conname) || ';'
      FROM pg_catalog.pg_constraint c
      WHERE NOT c.convalidated AND c.conrelid <> 0
      """;

  /** Source: as above. Holds for 18. */
  private static final String UNVALIDATED_18 = UNVALIDATED + "  AND c.conenforced\n";

  /** Source: {@code pg_settings.pending_restart}. Holds for 14 to 18. */
  private static final String PENDING =
      """
      SELECT 1::float8, 'setting ' || name || ' waits for a restart (it is ' || setting || ')',
             'restart the server, or ALTER SYSTEM RESET ' || name
             || '; SELECT pg_catalog.pg_reload_conf();'
      FROM pg_catalog.pg_settings
      WHERE pending_restart
      ORDER BY name
      """;

  /** Source: {@code pg_database_size}, "Database Object Size Functions". Holds for 14 to 18. */
  private static final String SIZE =
      """
      SELECT (pg_catalog.pg_database_size(pg_catalog.current_database()) / 1073741824.0)::float8,
             'database ' || pg_catalog.current_database(), ''
      """;

  static final List<CatalogCheck> ALL =
      List.of(
          CatalogCheck.of(WRAPAROUND, IDS, ""),
          CatalogCheck.of(FREEZE_AGE, FREEZE, ""),
          CatalogCheck.of(SEQUENCES, SEQUENCES_USED, "there are no sequences"),
          new CatalogCheck(
              BLOAT,
              (facts, user) -> null,
              facts ->
                  facts.tupleSchema() == null
                      ? BLOAT_ESTIMATED
                      : BLOAT_MEASURED.formatted(facts.tupleSchema()),
              "no table has 10 MiB or more"),
          new CatalogCheck(
              UNVALIDATED_CONSTRAINTS,
              (facts, user) -> null,
              facts -> facts.version().isAtLeast(18) ? UNVALIDATED_18 : UNVALIDATED,
              "all constraints are validated"),
          CatalogCheck.of(PENDING_RESTART, PENDING, "no setting waits for a restart"),
          CatalogCheck.of(DATABASE_SIZE, SIZE, ""));

  private StorageChecks() {}
}
