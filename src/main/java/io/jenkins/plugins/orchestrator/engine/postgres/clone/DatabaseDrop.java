package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Drops a database of ours together with what would keep it: sessions, subscriptions (detached
 * first, so that the publisher's slot stays as it is), replication slots, prepared transactions.
 * Whoever calls has proven that it is ours.
 */
final class DatabaseDrop {
  /** For each statement but CREATE and DROP. */
  static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

  /**
   * For the DROP itself, which first waits for a checkpoint and then deletes every file: some 20
   * 000 of 5000 small tables took half a minute on a disk that others used too. Whoever gives up in
   * between leaves a database that is of no use, and has won nothing.
   */
  private static final Duration DROP_LIMIT = Duration.ofMinutes(10);

  private static final String SUBSCRIPTIONS =
      "SELECT s.subname FROM pg_catalog.pg_subscription s WHERE s.subdbid ="
          + " (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = ?)";
  private static final String PREPARED =
      "SELECT p.gid FROM pg_catalog.pg_prepared_xacts p WHERE p.database = ?";
  private static final String SLOTS =
      "SELECT s.slot_name FROM pg_catalog.pg_replication_slots s WHERE s.database = ?";
  private static final String END_SLOT_USER =
      "SELECT pg_catalog.pg_terminate_backend(s.active_pid) FROM pg_catalog.pg_replication_slots s"
          + " WHERE s.database = ? AND s.active";
  private static final String DROP_SLOT = "SELECT pg_catalog.pg_drop_replication_slot(?)";

  /**
   * Sessions in a database that the current role may end. {@code backend_type} leaves out the
   * server's own processes; PostgreSQL 14 to 18.
   */
  private static final String END_OWN_SESSIONS =
      "SELECT pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.datname = ? AND a.backend_type = 'client backend'"
          + " AND a.usename = CURRENT_USER AND a.pid <> pg_catalog.pg_backend_pid()";

  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /** Somebody is in the way, perhaps not for long: in use, cannot drop now, lock not available. */
  private static final Set<String> MAY_PASS = Set.of("55006", "55000", "55P03");

  private static final long RETRY_MILLIS = 300;

  private final CloneServer server;
  private final String applicationName;

  DatabaseDrop(CloneServer server, String applicationName) {
    this.server = server;
    this.applicationName = applicationName;
  }

  /**
   * Drops it; returns when it is gone.
   *
   * @param deadline for everything but the deletion itself: what is in the way, locks of others
   */
  void drop(FoundDatabase database, Deadline deadline) throws SQLException {
    Session session = server.session();
    BoundedSql.limit(session, atLeastASecond(deadline));
    String quoted = Session.quoteIdentifier(database.name());
    if (!database.isInvalid()) {
      if (database.isTemplate()) {
        session.execute("ALTER DATABASE " + quoted + " WITH IS_TEMPLATE false");
      }
      release(database, quoted);
    }
    while (true) {
      try {
        BoundedSql.limit(session, DROP_LIMIT);
        session.execute("SET lock_timeout = " + atLeastASecond(deadline).toMillis());
        drop(session, database.name(), quoted);
        return;
      } catch (SQLException e) {
        boolean again = MAY_PASS.contains(String.valueOf(e.getSQLState()));
        if (!again || deadline.remaining().toMillis() < RETRY_MILLIS) {
          throw e;
        }
        sleep(e);
      }
    }
  }

  /**
   * FORCE wants the right to end every process in the database, an autovacuum worker too, which
   * runs as a superuser. Without FORCE the server ends its own workers itself and waits five
   * seconds for all others to leave ({@code CountOtherDBBackends} of {@code procarray.c}).
   */
  private static void drop(Session session, String name, String quoted) throws SQLException {
    try {
      session.execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)");
    } catch (SQLException e) {
      if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
        throw e;
      }
      names(session, END_OWN_SESSIONS, name);
      session.execute("DROP DATABASE IF EXISTS " + quoted);
    }
  }

  private static Duration atLeastASecond(Deadline deadline) {
    Duration left = deadline.remaining();
    return left.toMillis() < 1000 ? Duration.ofSeconds(1) : left;
  }

  private static void sleep(SQLException cause) throws SQLException {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw cause;
    }
  }

  /** Takes away what DROP DATABASE refuses even with FORCE. */
  private void release(FoundDatabase database, String quoted) throws SQLException {
    Session session = server.session();
    List<String> subscriptions = names(session, SUBSCRIPTIONS, database.name());
    List<String> prepared = names(session, PREPARED, database.name());
    List<String> slots = names(session, SLOTS, database.name());
    if (subscriptions.isEmpty() && prepared.isEmpty() && slots.isEmpty()) {
      return;
    }
    if (!database.allowsConnections()) {
      session.execute("ALTER DATABASE " + quoted + " WITH ALLOW_CONNECTIONS true");
    }
    try (Session inside =
        Session.open(server.target(database.name()), SessionSettings.named(applicationName))) {
      BoundedSql.limit(inside, STATEMENT_LIMIT);
      detach(inside, subscriptions);
      for (String transaction : prepared) {
        inside.execute("ROLLBACK PREPARED " + Session.quoteLiteral(transaction));
      }
      for (String slot : slots) {
        names(inside, END_SLOT_USER, database.name());
        names(inside, DROP_SLOT, slot);
      }
    }
  }

  /** Drops subscriptions of the session's database and leaves the publisher alone. */
  private static void detach(Session session, List<String> subscriptions) throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      for (String name : subscriptions) {
        String quoted = Session.quoteIdentifier(name);
        statement.execute("ALTER SUBSCRIPTION " + quoted + " DISABLE");
        statement.execute("ALTER SUBSCRIPTION " + quoted + " SET (slot_name = NONE)");
        statement.execute("DROP SUBSCRIPTION " + quoted);
      }
    }
  }

  private static List<String> names(Session session, String query, String parameter)
      throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }
}
