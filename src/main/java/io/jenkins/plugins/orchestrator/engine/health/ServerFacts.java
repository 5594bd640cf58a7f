package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * What decides which checks apply, read once.
 *
 * @param inRecovery whether it is a standby
 * @param mayReadStatistics whether the sessions of others are shown ({@code pg_read_all_stats})
 * @param mayMonitor whether {@code pg_monitor} is held, which may list the WAL
 * @param archiveMode {@code off}, {@code on} or {@code always}
 * @param startedAt when the server was started, as it prints it
 * @param tupleSchema where {@code pgstattuple_approx} is that may be called, quoted; null for none
 * @param statementsSchema where {@code pg_stat_statements} is, quoted; null for nowhere
 * @param dataDirectory null when it may not be known
 */
record ServerFacts(
    ServerVersion version,
    boolean inRecovery,
    boolean mayReadStatistics,
    boolean mayMonitor,
    String archiveMode,
    String startedAt,
    @Nullable String tupleSchema,
    @Nullable String statementsSchema,
    @Nullable String dataDirectory) {

  /** Holds for 14 to 18; predefined roles: section "Predefined Roles" of the manual. */
  private static final String FACTS =
      """
      SELECT pg_catalog.pg_is_in_recovery(),
             pg_catalog.pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
             pg_catalog.pg_has_role(current_user, 'pg_monitor', 'USAGE'),
             pg_catalog.current_setting('archive_mode'),
             pg_catalog.pg_postmaster_start_time()::text,
             (SELECT pg_catalog.quote_ident(n.nspname)
              FROM pg_catalog.pg_extension e
              JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
              JOIN pg_catalog.pg_proc p
                ON p.pronamespace = n.oid AND p.proname = 'pgstattuple_approx'
              WHERE e.extname = 'pgstattuple'
                AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
                AND pg_catalog.has_function_privilege(p.oid, 'EXECUTE') LIMIT 1),
             (SELECT pg_catalog.quote_ident(n.nspname)
              FROM pg_catalog.pg_extension e
              JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
              WHERE e.extname = 'pg_stat_statements'),
             CASE WHEN pg_catalog.pg_has_role(current_user, 'pg_read_all_settings', 'USAGE')
                  THEN pg_catalog.current_setting('data_directory') END
      """;

  static ServerFacts read(Session session) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(FACTS)) {
      row.next();
      return new ServerFacts(
          session.version(),
          row.getBoolean(1),
          row.getBoolean(2),
          row.getBoolean(3),
          row.getString(4),
          row.getString(5),
          row.getString(6),
          row.getString(7),
          row.getString(8));
    }
  }

  /** Why the statistics of other sessions are not known, and what to do. */
  static String noStatistics(String user) {
    return "the role "
        + user
        + " does not see other sessions: GRANT pg_read_all_stats TO "
        + Session.quoteIdentifier(user)
        + ";";
  }
}
