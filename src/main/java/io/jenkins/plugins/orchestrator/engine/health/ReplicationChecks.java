package io.jenkins.plugins.orchestrator.engine.health;

import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.ARCHIVER;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.REPLICATION_LAG;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.SLOT_RETAINED;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.SLOT_STATE;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.WAL_SIZE;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The WAL: who gets it, who keeps it. */
final class ReplicationChecks {
  /**
   * Source: {@code pg_stat_replication}; {@code replay_lag} is NULL when a standby has replayed
   * everything and nothing has been written since, and for programs that only receive WAL. Where it
   * is NULL although more than an idle server writes is missing, the lag is unknown. It is as old
   * as the standby's last reply: up to {@code wal_receiver_status_interval}. Holds for 14 to 18.
   */
  private static final String LAG_OF_STANDBYS =
      """
      SELECT CASE WHEN replay_lag IS NOT NULL
                  THEN extract(epoch FROM replay_lag)
                  WHEN replay_lsn IS NULL AND state = 'streaming' THEN 0
                  WHEN pg_catalog.pg_wal_lsn_diff(sent_lsn, replay_lsn) <= 65536 THEN 0
             END::float8,
             CASE WHEN replay_lsn IS NULL THEN 'receiver, which replays nothing, '
                  ELSE 'standby ' END || coalesce(nullif(application_name, ''), host(client_addr), '?') || ', '
             || coalesce(state, '?'),
             'SELECT application_name, state, sent_lsn, write_lag, flush_lag, replay_lag'
             || ' FROM pg_catalog.pg_stat_replication;'
      FROM pg_catalog.pg_stat_replication
      WHERE state <> 'backup'
      ORDER BY replay_lag DESC NULLS LAST
      """;

  /**
   * Source: "Recovery Information Functions" of the manual. Equal positions are no lag only while
   * somebody sends: without a receiver nothing is known. After a start the receiver begins with a
   * whole segment, behind what was replayed before. Holds for 14 to 18.
   */
  private static final String LAG_OF_THIS_STANDBY =
      """
      SELECT CASE WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver) THEN NULL
                  WHEN pg_catalog.pg_last_wal_receive_lsn() <= pg_catalog.pg_last_wal_replay_lsn()
                  THEN 0
                  ELSE extract(epoch FROM pg_catalog.clock_timestamp()
                                          - pg_catalog.pg_last_xact_replay_timestamp())
             END::float8,
             CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_wal_receiver)
                  THEN 'this standby' ELSE 'this standby: no WAL receiver runs' END
             || CASE WHEN pg_catalog.pg_is_wal_replay_paused() THEN ', its replay is paused'
                     ELSE '' END,
             CASE WHEN pg_catalog.pg_is_wal_replay_paused()
                  THEN 'SELECT pg_catalog.pg_wal_replay_resume();'
                  ELSE 'SELECT * FROM pg_catalog.pg_stat_wal_receiver; and the log of the server'
             END
      """;

  /** Source: {@code pg_replication_slots}. Holds for 14 to 18. */
  private static final String RETAINED =
      """
      SELECT (pg_catalog.pg_wal_lsn_diff(
                CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                     ELSE pg_catalog.pg_current_wal_lsn() END,
                restart_lsn) / 1073741824)::float8,
             slot_type || ' slot ' || slot_name || CASE WHEN active THEN '' ELSE ', inactive' END,
             'when nobody needs it any more: SELECT pg_catalog.pg_drop_replication_slot('
             || pg_catalog.quote_literal(slot_name) || '); a bound: max_slot_wal_keep_size'
      FROM pg_catalog.pg_replication_slots
      WHERE restart_lsn IS NOT NULL
      ORDER BY restart_lsn
      """;

  /**
   * Source: {@code pg_replication_slots.active} and {@code wal_status}; temporary slots end with
   * their sessions. Holds for 14 to 18.
   */
  private static final String STATES =
      """
      SELECT CASE WHEN wal_status IN ('lost', 'unreserved') THEN 2 ELSE 1 END::float8,
             slot_type || ' slot ' || slot_name || ' is '
             || CASE WHEN wal_status IN ('lost', 'unreserved') THEN wal_status
                     ELSE 'inactive' END,
             'when nobody needs it any more: SELECT pg_catalog.pg_drop_replication_slot('
             || pg_catalog.quote_literal(slot_name) || ');'
      FROM pg_catalog.pg_replication_slots
      WHERE NOT temporary AND (NOT active OR wal_status IN ('lost', 'unreserved'))
      ORDER BY 1 DESC
      """;

  /**
   * Source: as above, and {@code synced}: a standby keeps copies of the primary's failover slots,
   * which nobody can use there. Holds for 17 and 18.
   */
  private static final String STATES_17 =
      STATES.replace(
          "NOT temporary AND",
          "NOT temporary AND NOT (synced AND pg_catalog.pg_is_in_recovery()) AND");

  /**
   * Source: {@code pg_stat_archiver}: it fails while the last failure is later than the last
   * success. Holds for 14 to 18.
   */
  private static final String ARCHIVING =
      """
      SELECT CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity')
                  THEN extract(epoch FROM pg_catalog.clock_timestamp()
                         - coalesce(last_archived_time, stats_reset))
                  ELSE 0 END::float8,
             CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity')
                  THEN 'archiving fails at ' || last_failed_wal
                  ELSE 'archiving works' END,
             'SHOW archive_command; and the log of the server: nothing is removed from pg_wal until'
             || ' it works'
      FROM pg_catalog.pg_stat_archiver
      """;

  /**
   * Source: as above, and {@code pg_ls_archive_statusdir}, in which a segment is {@code .ready}
   * from its end until it is archived. The oldest tells for how long nothing was archived, also
   * while a command hangs, which is no failure yet; and the last success may be long ago because
   * there was nothing to archive. Holds for 14 to 18.
   */
  private static final String ARCHIVING_QUEUE =
      """
      SELECT coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - w.oldest), 0)::float8,
             CASE WHEN a.last_failed_time > coalesce(a.last_archived_time, '-infinity')
                  THEN 'archiving fails at ' || a.last_failed_wal || ', '
                  WHEN w.segments > 0 THEN 'archiving has not failed, '
                  ELSE 'archiving works, ' END || w.segments || ' segments wait',
             'SHOW archive_command; and the log of the server: nothing is removed from pg_wal until'
             || ' it works'
      FROM pg_catalog.pg_stat_archiver a,
           (SELECT pg_catalog.min(modification) AS oldest, pg_catalog.count(*) AS segments
            FROM pg_catalog.pg_ls_archive_statusdir() WHERE name LIKE '%.ready') w
      """;

  /** Source: {@code pg_ls_waldir}, "Generic File Access Functions". Holds for 14 to 18. */
  private static final String WAL =
      """
      SELECT (pg_catalog.sum(size) / 1073741824)::float8, pg_catalog.count(*) || ' files', ''
      FROM pg_catalog.pg_ls_waldir()
      """;

  static final List<CatalogCheck> ALL =
      List.of(
          new CatalogCheck(
              REPLICATION_LAG,
              CatalogCheck::blind,
              facts -> facts.inRecovery() ? LAG_OF_THIS_STANDBY : LAG_OF_STANDBYS,
              "no standby is connected"),
          CatalogCheck.of(SLOT_RETAINED, RETAINED, "no replication slot keeps WAL"),
          new CatalogCheck(
              SLOT_STATE,
              (facts, user) -> null,
              facts -> facts.version().isAtLeast(17) ? STATES_17 : STATES,
              "no replication slot is inactive or lost"),
          new CatalogCheck(
              ARCHIVER,
              ReplicationChecks::notArchiving,
              facts -> facts.mayMonitor() ? ARCHIVING_QUEUE : ARCHIVING,
              ""),
          new CatalogCheck(WAL_SIZE, ReplicationChecks::mayNotList, facts -> WAL, ""));

  private ReplicationChecks() {}

  private static @Nullable Measured notArchiving(ServerFacts facts, String user) {
    boolean archives =
        facts.archiveMode().equals("always")
            || (facts.archiveMode().equals("on") && !facts.inRecovery());
    return archives ? null : Measured.skipped("archive_mode is " + facts.archiveMode());
  }

  private static @Nullable Measured mayNotList(ServerFacts facts, String user) {
    return facts.mayMonitor()
        ? null
        : Measured.unknown(
            "the role "
                + user
                + " may not list the WAL: GRANT pg_monitor TO "
                + io.jenkins.plugins.orchestrator.engine.postgres.Session.quoteIdentifier(user)
                + ";");
  }
}
