package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a session is set to before each script: as {@code psql} would find it in a new session, plus
 * the limits. Found out once per session.
 *
 * @param settings run-time parameters and their values, in the units that {@code pg_settings} shows
 * @param role what {@code SET ROLE} was given when the session was handed over, null for none
 * @param sessionUser the role that is logged in
 */
record SessionSetup(Map<String, String> settings, @Nullable String role, String sessionUser) {
  /** Takes back everything that a session can change, its temporary tables and locks too. */
  static final String RESET = "DISCARD ALL";

  /**
   * How much later than the watchdog the server ends a session by itself. Its limits for
   * transactions end the session, not just the statement, so they are for a client that is gone.
   */
  private static final Duration SERVER_GRACE = Duration.ofSeconds(30);

  /**
   * An autovacuum worker, of which a script that has just written much may get one, gives way when
   * somebody has waited for {@code deadlock_timeout} ({@code ProcSleep} of {@code proc.c}). Only a
   * {@code lock_timeout} that is longer leaves it the time: with both at one second the script
   * would fail now and then. In milliseconds; 14 to 18.
   */
  private static final String DEADLOCK_TIMEOUT =
      "SELECT setting::pg_catalog.int8 FROM pg_catalog.pg_settings"
          + " WHERE name = 'deadlock_timeout'";

  private static final long AUTOVACUUM_LEAVES_MILLIS = 500;

  private static final String IDENTITY = "SELECT session_user, pg_catalog.current_setting('role')";

  /**
   * What {@code ALTER ROLE/DATABASE … SET} say for a session, the strongest first. The driver sets
   * TimeZone to the JVM's and DateStyle to ISO when it connects, which hides them. 14 to 18.
   */
  private static final String ROLE_SETTINGS =
      """
      SELECT setting
      FROM pg_catalog.pg_db_role_setting s, pg_catalog.unnest(s.setconfig) setting
      WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database
                                  WHERE datname = pg_catalog.current_database()))
        AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
        AND setting ~* '^(timezone|datestyle)='
      ORDER BY s.setdatabase <> 0 AND s.setrole <> 0 DESC, s.setrole <> 0 DESC, s.setdatabase <> 0 DESC
      """;

  /** The server's own time zone, where its files may be read; superusers only by default. */
  private static final String FILE_TIME_ZONE =
      """
      SELECT setting FROM pg_catalog.pg_file_settings
      WHERE pg_catalog.lower(name) = 'timezone' ORDER BY seqno DESC LIMIT 1
      """;

  /**
   * The time zone that the server was started with, which is stronger than its files; it writes its
   * arguments down, each in double quotes: {@code "-c" "timezone=UTC"}. Superusers only by default;
   * 14 to 18.
   */
  private static final String ARGUMENT_TIME_ZONE =
      """
      SELECT m[1] FROM pg_catalog.regexp_matches(
        pg_catalog.pg_read_file('postmaster.opts', 0, 65536, true),
        '"(?:-c|--)?timezone=([^"]*)"', 'gi') WITH ORDINALITY a (m, n)
      ORDER BY n DESC LIMIT 1
      """;

  private static final String MAY_READ_FILES =
      """
      SELECT
        pg_catalog.has_function_privilege(
          'pg_catalog.pg_read_file(text, bigint, bigint, boolean)', 'execute'),
        pg_catalog.has_function_privilege(
          'pg_catalog.pg_show_all_file_settings()', 'execute'),
        pg_catalog.current_setting('log_timezone')
      """;

  SessionSetup {
    settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
  }

  /** Finds out what a session is to be set to; the session is left as it was. */
  static SessionSetup of(Session session, ApplySettings limits) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      String user;
      String role;
      try (ResultSet row = statement.executeQuery(IDENTITY)) {
        row.next();
        user = row.getString(1);
        role = row.getString(2);
      }
      Map<String, String> settings = new LinkedHashMap<>();
      limits(session, limits, settings);
      settings.put("lock_timeout", Long.toString(lockTimeout(statement, limits)));
      asPsql(statement, settings);
      return new SessionSetup(settings, "none".equals(role) ? null : role, user);
    }
  }

  private static void limits(Session session, ApplySettings limits, Map<String, String> settings) {
    settings.put("statement_timeout", millis(limits.longestStatement()));
    String gone = millis(limits.scriptTimeout().plus(SERVER_GRACE));
    settings.put("idle_in_transaction_session_timeout", gone);
    if (session.version().isAtLeast(17)) {
      settings.put("transaction_timeout", gone);
    }
    try {
      // Without it a statement goes on after its client has died. Not on every platform.
      session.execute("SET client_connection_check_interval = 2000");
      settings.put("client_connection_check_interval", "2000");
    } catch (SQLException e) {
      settings.remove("client_connection_check_interval");
    }
  }

  private static long lockTimeout(Statement statement, ApplySettings limits) throws SQLException {
    try (ResultSet row = statement.executeQuery(DEADLOCK_TIMEOUT)) {
      row.next();
      return Math.max(
          Long.parseLong(millis(limits.lockTimeout())), row.getLong(1) + AUTOVACUUM_LEAVES_MILLIS);
    }
  }

  private static void asPsql(Statement statement, Map<String, String> settings)
      throws SQLException {
    String timeZone = null;
    String dateOrder = null;
    try (ResultSet rows = statement.executeQuery(ROLE_SETTINGS)) {
      while (rows.next()) {
        String setting = rows.getString(1);
        String value = setting.substring(setting.indexOf('=') + 1);
        if (setting.regionMatches(true, 0, "timezone", 0, 8)) {
          timeZone = timeZone == null ? value : timeZone;
        } else {
          dateOrder = dateOrder == null ? dateOrder(value) : dateOrder;
        }
      }
    }
    settings.put("TimeZone", timeZone == null ? serverTimeZone(statement) : timeZone);
    if (dateOrder != null) {
      settings.put("DateStyle", "ISO, " + dateOrder);
    }
  }

  private static @Nullable String dateOrder(String style) {
    for (String order : new String[] {"DMY", "YMD", "MDY"}) {
      if (style.toUpperCase(java.util.Locale.ROOT).contains(order)) {
        return order;
      }
    }
    return null;
  }

  private static String serverTimeZone(Statement statement) throws SQLException {
    String logTimeZone;
    boolean mayReadArguments;
    boolean mayReadSettings;
    try (ResultSet row = statement.executeQuery(MAY_READ_FILES)) {
      row.next();
      mayReadArguments = row.getBoolean(1);
      mayReadSettings = row.getBoolean(2);
      logTimeZone = row.getString(3);
    }
    String timeZone = mayReadArguments ? firstValue(statement, ARGUMENT_TIME_ZONE) : null;
    if (timeZone == null && mayReadSettings) {
      timeZone = firstValue(statement, FILE_TIME_ZONE);
    }
    // initdb writes both; a better guess than the time zone of this machine.
    return timeZone == null ? logTimeZone : timeZone;
  }

  private static @Nullable String firstValue(Statement statement, String query) {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      // Some services keep their files even from whom the catalog lets read them.
      return null;
    }
  }

  private static String millis(Duration duration) {
    return Long.toString(Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis())));
  }

  /** The statements that bring a session that was just reset into this state. */
  String sql() {
    String sets =
        settings.entrySet().stream()
            .map(set -> "SET " + set.getKey() + " = " + Session.quoteLiteral(set.getValue()))
            .collect(Collectors.joining("; "));
    return role == null ? sets : sets + "; SET ROLE " + Session.quoteIdentifier(role);
  }
}
