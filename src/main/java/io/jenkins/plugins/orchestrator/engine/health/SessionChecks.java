package io.jenkins.plugins.orchestrator.engine.health;

import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.CONNECTIONS;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.IDLE_IN_TRANSACTION;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.LOCK_WAIT;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.LONG_TRANSACTION;
import static io.jenkins.plugins.orchestrator.engine.config.HealthLimit.PREPARED_TRANSACTIONS;

import java.util.List;

/** What sessions do to each other. The own session is left out everywhere. */
final class SessionChecks {
  /**
   * Source: {@code pg_stat_activity}, manual "The Cumulative Statistics System"; {@code
   * reserved_connections} exists from 16. Holds for 14 to 18.
   */
  private static final String CONNECTIONS_USED =
      """
      SELECT (100.0 * used / greatest(1, allowed))::float8,
             used || ' of ' || allowed || ' connections that ordinary roles may have',
             'SELECT usename, application_name, state, count(*) FROM pg_catalog.pg_stat_activity'
             || ' WHERE backend_type = ''client backend'' GROUP BY 1, 2, 3 ORDER BY 4 DESC;'
      FROM (SELECT pg_catalog.count(*) AS used
            FROM pg_catalog.pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_catalog.pg_backend_pid()) u,
           (SELECT pg_catalog.current_setting('max_connections')::int
                   - pg_catalog.current_setting('superuser_reserved_connections')::int
                   - coalesce(pg_catalog.current_setting('reserved_connections', true)::int, 0)
                   AS allowed) a
      """;

  /** Source: {@code pg_stat_activity.xact_start} and {@code backend_xmin}. Holds for 14 to 18. */
  private static final String TRANSACTIONS =
      """
      SELECT extract(epoch FROM pg_catalog.clock_timestamp() - xact_start)::float8,
             'process ' || pid || ' of role ' || coalesce(usename, '?') || ' in database '
             || coalesce(datname, '?') || ', application '
             || pg_catalog.quote_literal(coalesce(application_name, '')) || ', ' || state
             || coalesce(', holds back vacuum by ' || pg_catalog.age(backend_xmin)
                         || ' transactions', ''),
             'SELECT pg_catalog.pg_cancel_backend(' || pid || '); when that does not help: '
             || 'SELECT pg_catalog.pg_terminate_backend(' || pid || ');'
      FROM pg_catalog.pg_stat_activity
      WHERE xact_start IS NOT NULL AND backend_type = 'client backend'
        AND pid <> pg_catalog.pg_backend_pid()
      ORDER BY xact_start LIMIT 20
      """;

  /** Source: {@code pg_stat_activity.state_change}. Holds for 14 to 18. */
  private static final String IDLE =
      """
      SELECT extract(epoch FROM pg_catalog.clock_timestamp() - state_change)::float8,
             'process ' || pid || ' of role ' || coalesce(usename, '?') || ' in database '
             || coalesce(datname, '?') || ', application '
             || pg_catalog.quote_literal(coalesce(application_name, '')) || ', ' || state,
             'SELECT pg_catalog.pg_terminate_backend(' || pid || '); against the next one:'
             || ' ALTER ROLE ' || coalesce(pg_catalog.quote_ident(usename), '?')
             || ' SET idle_in_transaction_session_timeout = ''5min'';'
      FROM pg_catalog.pg_stat_activity
      WHERE state LIKE 'idle in transaction%' AND pid <> pg_catalog.pg_backend_pid()
      ORDER BY state_change LIMIT 20
      """;

  /**
   * Source: {@code pg_locks.waitstart} (from 14), which everybody may read, and {@code
   * pg_blocking_pids}, where 0 stands for a prepared transaction. A wait that has only just begun
   * has no {@code waitstart} yet. Holds for 14 to 18.
   */
  private static final String WAITS =
      """
      SELECT coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - w.since), 0)::float8,
             'process ' || w.pid || ' waits for '
             || CASE WHEN w.blockers[1] = 0 THEN 'a prepared transaction'
                     ELSE 'process ' || pg_catalog.array_to_string(w.blockers, ', ') END,
             CASE WHEN w.blockers[1] = 0
                  THEN 'SELECT * FROM pg_catalog.pg_prepared_xacts; then ROLLBACK PREPARED or COMMIT'
                       || ' PREPARED, as its transaction manager says'
                  ELSE 'SELECT * FROM pg_catalog.pg_stat_activity WHERE pid = ANY (''{'
                       || pg_catalog.array_to_string(w.blockers || w.pid, ',') || '}'');'
                       || coalesce(' SELECT pg_catalog.pg_terminate_backend(' || w.blockers[1]
                                   || ');', '') END
      FROM (SELECT pid, pg_catalog.min(waitstart) AS since,
                   pg_catalog.pg_blocking_pids(pid) AS blockers
            FROM pg_catalog.pg_locks
            WHERE NOT granted AND pid IS NOT NULL
            GROUP BY pid) w
      ORDER BY 1 DESC LIMIT 20
      """;

  /** Source: {@code pg_prepared_xacts}. Holds for 14 to 18. */
  private static final String PREPARED =
      """
      SELECT extract(epoch FROM pg_catalog.clock_timestamp() - prepared)::float8,
             'prepared transaction ' || pg_catalog.quote_literal(gid) || ' of role ' || owner
             || ' in database ' || database,
             'in database ' || database || ': ROLLBACK PREPARED ' || pg_catalog.quote_literal(gid)
             || '; or COMMIT PREPARED, as its transaction manager says'
      FROM pg_catalog.pg_prepared_xacts
      ORDER BY prepared LIMIT 20
      """;

  static final List<CatalogCheck> ALL =
      List.of(
          CatalogCheck.ofStatistics(CONNECTIONS, CONNECTIONS_USED, ""),
          CatalogCheck.ofStatistics(LONG_TRANSACTION, TRANSACTIONS, "no other transaction is open"),
          CatalogCheck.ofStatistics(
              IDLE_IN_TRANSACTION, IDLE, "nobody leaves a transaction open and idle"),
          CatalogCheck.of(LOCK_WAIT, WAITS, "nobody waits for a lock"),
          CatalogCheck.of(PREPARED_TRANSACTIONS, PREPARED, "no transaction is prepared"));

  private SessionChecks() {}
}
