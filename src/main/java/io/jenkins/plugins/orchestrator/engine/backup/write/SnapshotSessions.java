package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.contents.SessionsEnd;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Sessions that all see a database as it is at one moment, which the first of them lends to {@code
 * pg_dump}. They cannot write. The moment lasts until they are closed.
 *
 * <p>The first one also holds a lock on every table, from before that moment: TRUNCATE and ALTERs
 * that rewrite a table do not respect snapshots. One that was at work has ended before, one that
 * comes later waits, so that the dump and whoever reads beside it or after it find the same rows.
 */
final class SnapshotSessions implements AutoCloseable {
  /** Covers locks that others hold when a table is first read. */
  static final Duration LOCK_WAIT = Duration.ofSeconds(30);

  /** Longer: whoever reads in them gives them up first, and says so. */
  private static final Duration GRACE = SessionsEnd.GRACE.plusSeconds(5);

  /** The first major version with a limit for whole transactions. */
  private static final int LIMITS_TRANSACTIONS = 17;

  private static final String BEGIN = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /** Holds for 14 to 18, on a standby too. */
  private static final String EXPORT = "SELECT pg_catalog.pg_export_snapshot()";

  /** Refused where its owner took the right from PUBLIC. Holds for 14 to 18. */
  private static final String CLUSTER =
      "SELECT system_identifier::text FROM pg_catalog.pg_control_system()";

  /**
   * Tables with rows of their own that the role may read, whose locks leave the server's table of
   * locks room: pg_dump and the sessions that read hold as many again. Extensions' own tables are
   * not dumped. Holds for 14 to 18.
   */
  private static final String TABLES =
      """
      SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
            AND d.objsubid = 0 AND d.deptype = 'e')
      ORDER BY c.oid
      LIMIT pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
        * (pg_catalog.current_setting('max_connections')::pg_catalog.int8
          + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8) / 4\
      """;

  private static final int LOCKED_AT_ONCE = 200;

  /** Tables that are dropped or renamed between the look and the lock. */
  private static final int LOOKS = 5;

  private static final String UNDEFINED_TABLE = "42P01";
  private static final String UNDEFINED_SCHEMA = "3F000";

  private final List<Session> sessions;
  private final SessionsEnd end;
  private final String snapshot;
  private final @Nullable String systemIdentifier;

  private SnapshotSessions(
      List<Session> sessions, SessionsEnd end, String snapshot, @Nullable String systemIdentifier) {
    this.sessions = List.copyOf(sessions);
    this.end = end;
    this.snapshot = snapshot;
    this.systemIdentifier = systemIdentifier;
  }

  /**
   * Connects.
   *
   * @param count how many sessions, at least 1
   * @throws SQLException when a table was locked by somebody else for too long, among others
   * @param cancellation ends what they are doing until they are closed
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when cancelled meanwhile
   */
  static SnapshotSessions open(
      DatabaseTarget target, String applicationName, int count, Cancellation cancellation)
      throws SQLException {
    List<Session> sessions = new ArrayList<>();
    List<Connection> connections = new CopyOnWriteArrayList<>();
    SessionsEnd end = new SessionsEnd(cancellation, connections, GRACE);
    try {
      Session first = session(target, applicationName, sessions);
      connections.add(first.connection());
      String cluster = cluster(first);
      beginWithLocks(first, end);
      String snapshot;
      try (Statement statement = first.connection().createStatement();
          ResultSet row = statement.executeQuery(EXPORT)) {
        row.next();
        snapshot = row.getString(1);
      }
      for (int i = 1; i < count; i++) {
        Session next = session(target, applicationName, sessions);
        connections.add(next.connection());
        begin(next);
        next.execute("SET TRANSACTION SNAPSHOT " + Session.quoteLiteral(snapshot));
      }
      return new SnapshotSessions(sessions, end, snapshot, cluster);
    } catch (SQLException | RuntimeException e) {
      end.close();
      closeAll(sessions);
      end.check();
      throw e;
    }
  }

  private static Session session(
      DatabaseTarget target, String applicationName, List<Session> sessions) throws SQLException {
    SessionSettings settings =
        SessionSettings.readOnly(applicationName)
            .withParameters(
                Map.of(
                    "statement_timeout", "0",
                    "lock_timeout", Long.toString(LOCK_WAIT.toMillis()),
                    "idle_in_transaction_session_timeout", "0"));
    Session session = Session.open(target, settings);
    sessions.add(session);
    if (session.version().isAtLeast(LIMITS_TRANSACTIONS)) {
      session.execute("SET transaction_timeout = 0");
    }
    return session;
  }

  private static void begin(Session session) throws SQLException {
    // The driver's own way, so that it does not end the transaction unasked.
    session.connection().setAutoCommit(false);
    session.execute(BEGIN);
  }

  /** LOCK TABLE takes no snapshot: the moment comes when all locks are there. */
  private static void beginWithLocks(Session session, SessionsEnd end) throws SQLException {
    for (int look = 1; ; look++) {
      List<String> tables = tables(session);
      begin(session);
      try {
        for (int i = 0; i < tables.size(); i += LOCKED_AT_ONCE) {
          end.check();
          session.execute(
              "LOCK TABLE ONLY "
                  + String.join(
                      ", ONLY ", tables.subList(i, Math.min(tables.size(), i + LOCKED_AT_ONCE)))
                  + " IN ACCESS SHARE MODE");
        }
        return;
      } catch (SQLException e) {
        end.check();
        boolean gone =
            UNDEFINED_TABLE.equals(e.getSQLState()) || UNDEFINED_SCHEMA.equals(e.getSQLState());
        if (!gone || look == LOOKS) {
          throw e;
        }
        session.connection().rollback();
        session.connection().setAutoCommit(true);
      }
    }
  }

  private static List<String> tables(Session session) throws SQLException {
    List<String> tables = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
    }
    return tables;
  }

  private static @Nullable String cluster(Session session) {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(CLUSTER)) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException e) {
      // The role may not read it; a broken connection is found by the next statement.
      return null;
    }
  }

  /** The one that lends the snapshot. */
  Session first() {
    return sessions.get(0);
  }

  List<Connection> connections() {
    return sessions.stream().map(Session::connection).toList();
  }

  /** The name by which others import the snapshot. */
  String snapshot() {
    return snapshot;
  }

  /** Of the cluster, null where the role may not read it. */
  @Nullable String systemIdentifier() {
    return systemIdentifier;
  }

  @Override
  public void close() {
    end.close();
    closeAll(sessions);
  }

  private static void closeAll(List<Session> sessions) {
    sessions.forEach(SnapshotSessions::close);
  }

  private static void close(Session session) {
    try {
      session.close();
    } catch (SQLException e) {
      // It read only: nothing can be lost with it.
      return;
    }
  }
}
