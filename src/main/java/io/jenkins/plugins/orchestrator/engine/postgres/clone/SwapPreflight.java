package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a database in use can be replaced by another one, and says everything that stands
 * in the way at once. Changes nothing.
 */
final class SwapPreflight {
  /** Whether the current role may end sessions of role {@code r}; {@code signalfuncs.c}, 14-18. */
  static final String MAY_END =
      "EXISTS (SELECT FROM pg_catalog.pg_roles me WHERE me.rolname = current_user"
          + " AND (me.rolsuper OR (NOT r.rolsuper"
          + " AND (pg_catalog.pg_has_role(me.oid, r.oid, 'USAGE')"
          + " OR pg_catalog.pg_has_role(me.oid, 'pg_signal_backend', 'USAGE')))))";

  /**
   * Sessions that RENAME would wait for in vain. The server's own autovacuum workers have no role
   * and are ended by RENAME itself. Holds for 14 to 18.
   */
  private static final String NOT_TO_BE_ENDED =
      "SELECT 'session ' || a.pid || ' of role ' || r.rolname"
          + " || COALESCE(' (' || NULLIF(a.application_name, '') || ')', '')"
          + " FROM pg_catalog.pg_stat_activity a JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
          + " WHERE a.datname = ? AND NOT "
          + MAY_END
          + " ORDER BY a.pid LIMIT 20";

  /** Holds for 14 to 18. */
  private static final String HOLDING_ADVISORY_LOCKS =
      "SELECT DISTINCT 'session ' || a.pid"
          + " || COALESCE(' of role ' || r.rolname, '')"
          + " || COALESCE(' (' || NULLIF(a.application_name, '') || ')', '')"
          + " FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid"
          + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.usesysid"
          + " WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT d.oid"
          + " FROM pg_catalog.pg_database d WHERE d.datname = ?) ORDER BY 1 LIMIT 20";

  private static final String SLOTS =
      "SELECT s.slot_name::text FROM pg_catalog.pg_replication_slots s WHERE s.database = ?"
          + " ORDER BY 1";
  private static final String SUBSCRIPTIONS =
      "SELECT s.subname::text FROM pg_catalog.pg_subscription s WHERE s.subdbid = (SELECT d.oid"
          + " FROM pg_catalog.pg_database d WHERE d.datname = ?) ORDER BY 1";
  private static final String PREPARED =
      "SELECT p.gid FROM pg_catalog.pg_prepared_xacts p WHERE p.database = ? ORDER BY 1";

  /** Everybody sees the rows, few their columns; a slot for decoding is no standby's. */
  private static final String STANDBYS =
      "SELECT COALESCE(NULLIF(s.application_name, ''), 'pid ' || s.pid)"
          + " FROM pg_catalog.pg_stat_replication s WHERE NOT EXISTS"
          + " (SELECT FROM pg_catalog.pg_replication_slots o"
          + " WHERE o.active_pid = s.pid AND o.slot_type = 'logical') AND ?::text IS NOT NULL"
          + " ORDER BY 1 LIMIT 20";

  /** USAGE: ownership is by inherited rights; holds for 14 to 18. */
  private static final String MAY_ACT_AS =
      "SELECT pg_catalog.pg_has_role(current_user, d.datdba, 'USAGE')"
          + " AND pg_catalog.pg_has_role(current_user, d.datdba, %s)"
          + " FROM pg_catalog.pg_database d WHERE d.datname = ?";

  /** Free sessions for the role; reserved_connections came with 16. */
  private static final String FREE_SESSIONS =
      "SELECT pg_catalog.current_setting('max_connections')::int"
          + " - CASE WHEN r.rolsuper THEN 0"
          + " ELSE pg_catalog.current_setting('superuser_reserved_connections')::int"
          + " + COALESCE(pg_catalog.current_setting('reserved_connections', true), '0')::int END"
          + " - (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a"
          + " WHERE a.usesysid IS NOT NULL AND a.datid IS NOT NULL)"
          + " FROM pg_catalog.pg_roles r WHERE r.rolname = current_user";

  /** What changes the order of texts or the place of files; 15 added the provider. */
  private static final String ALIKE =
      "SELECT pg_catalog.concat_ws(' ', pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate,"
          + " d.datctype%s), t.spcname FROM pg_catalog.pg_database d"
          + " JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = ?";

  /** One that changes, one that ends sessions, one that measures, one that looks afterwards. */
  private static final int SESSIONS = 4;

  private final CloneServer server;
  private final String name;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param name of the database in use
   */
  SwapPreflight(CloneServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Looks at the database in use alone: what can be known before there is another one. */
  List<Finding> ofLive() throws SQLException {
    Optional<FoundDatabase> live = FoundDatabase.named(server.session(), name);
    if (server.isStandby()) {
      refuse("swap-on-standby", "the server is a standby.", "Name its primary.");
    }
    if (live.isEmpty()) {
      refuse("swap-no-database", "there is no database of this name.", "Check the URL.");
      return findings;
    }
    kind(live.get());
    rights(live.get());
    inTheWay(name);
    sessions();
    return List.copyOf(findings);
  }

  /**
   * Looks at both.
   *
   * @param other the name of the one that is to take the place
   */
  List<Finding> of(String other) throws SQLException {
    ofLive();
    Optional<FoundDatabase> found = FoundDatabase.named(server.session(), other);
    if (found.isEmpty()) {
      refuse("swap-no-other", "there is no database " + other + " to take its place.", null);
      return List.copyOf(findings);
    }
    if (found.get().mark().isEmpty()) {
      refuse(
          "swap-not-ours",
          "database " + other + " carries no mark of ours.",
          "Only a database that a run restored or made, or that was replaced, takes the place.");
    }
    if (found.get().isTemplate()) {
      refuse("swap-template", "database " + other + " is a template, which others copy.", null);
    }
    if (found.get().isInvalid()) {
      refuse("swap-invalid", "database " + other + " is half dropped.", null);
    }
    inTheWay(other);
    alike(other);
    return List.copyOf(findings);
  }

  private void kind(FoundDatabase live) throws SQLException {
    String maintenance = server.session().target().database();
    if (name.equals("postgres") || name.equals("template0") || name.equals("template1")) {
      refuse("swap-system-database", "it is a database of the server's own.", "Restore beside it.");
    } else if (live.isTemplate()) {
      refuse(
          "swap-template",
          "it is a template.",
          "ALTER DATABASE … IS_TEMPLATE false when it is none any more.");
    } else if (name.equals(maintenance)) {
      refuse(
          "swap-no-maintenance-database",
          "role "
              + server.role()
              + " can connect to no other database of the server, from which"
              + " it could be renamed.",
          "GRANT CONNECT ON DATABASE postgres to it.");
    }
    if (live.isInvalid()) {
      refuse("swap-invalid", "it is half dropped.", "DROP DATABASE it and restore without swap.");
    } else if (!live.allowsConnections()) {
      refuse(
          "swap-closed",
          "it allows no connections: somebody has closed it.",
          "Find out why; ALTER DATABASE … ALLOW_CONNECTIONS true.");
    }
  }

  private void rights(FoundDatabase live) throws SQLException {
    if (!server.createsDatabases()) {
      refuse(
          "swap-no-createdb",
          "role " + server.role() + " may not rename databases.",
          "ALTER ROLE … CREATEDB.");
    }
    String set = server.version().isAtLeast(16) ? "'SET'" : "'MEMBER'";
    if (!names(MAY_ACT_AS.formatted(set), name).contains("t")) {
      refuse(
          "swap-not-owner",
          "it belongs to role "
              + live.owner()
              + ", as which role "
              + server.role()
              + " may not act.",
          "GRANT that role to it, or connect as the owner.");
    }
  }

  /** What belongs to a database and neither moves nor ends with its sessions. */
  private void inTheWay(String database) throws SQLException {
    for (String slot : names(SLOTS, database)) {
      refuse(
          "swap-logical-slot",
          "database "
              + database
              + " has the logical replication slot "
              + slot
              + ", which stays with it: its reader would miss every later change.",
          "End the reader and drop the slot; set the replication up again afterwards.");
    }
    for (String subscription : names(SUBSCRIPTIONS, database)) {
      refuse(
          "swap-subscription",
          "database "
              + database
              + " has the subscription "
              + subscription
              + ", whose position a backup does not know.",
          "Drop it and make it again afterwards.");
    }
    for (String transaction : names(PREPARED, database)) {
      refuse(
          "swap-prepared-transaction",
          "database " + database + " has the prepared transaction " + transaction + ".",
          "COMMIT PREPARED or ROLLBACK PREPARED it.");
    }
  }

  private void sessions() throws SQLException {
    for (String session : names(NOT_TO_BE_ENDED, name)) {
      refuse(
          "swap-session-not-ours-to-end",
          session + " is in it, and role " + server.role() + " may not end it.",
          "End it, GRANT pg_signal_backend to the role, or connect as a superuser.");
    }
    for (String session : names(HOLDING_ADVISORY_LOCKS, name)) {
      warn(
          "swap-advisory-lock",
          session
              + " holds an advisory lock in database "
              + name
              + ": a migration, or a job of"
              + " which only one runs. It is ended like every other session.",
          "Look whether it is at work on something that must not be cut off.");
    }
    for (String standby : names(STANDBYS, name)) {
      warn(
          "swap-standby",
          "the standby "
              + standby
              + " follows the server: sessions there go on reading the old"
              + " database until they connect again.",
          "End the sessions on the standby after the swap.");
    }
    int free = Integer.parseInt(names(FREE_SESSIONS + " AND ?::text IS NOT NULL", name).get(0));
    if (free < SESSIONS) {
      refuse(
          "swap-no-free-session",
          "the server has room for "
              + Math.max(0, free)
              + " more sessions; a swap needs "
              + SESSIONS
              + ".",
          "End sessions that nobody needs, or raise max_connections.");
    }
  }

  private void alike(String other) throws SQLException {
    String provider = server.version().isAtLeast(15) ? ", d.datlocprovider::text" : "";
    String sql = ALIKE.formatted(provider);
    List<String> mine = row(sql, name);
    List<String> theirs = row(sql, other);
    if (mine.isEmpty() || theirs.isEmpty()) {
      return;
    }
    if (!mine.get(0).equals(theirs.get(0))) {
      warn(
          "swap-other-locale",
          "encoding and locale are "
              + theirs.get(0)
              + ", those of the database in use are "
              + mine.get(0)
              + ": texts may sort and compare otherwise.",
          null);
    }
    if (!mine.get(1).equals(theirs.get(1))) {
      warn(
          "swap-other-tablespace",
          "the database that takes the place is in tablespace "
              + theirs.get(1)
              + ", the one in use in "
              + mine.get(1)
              + ".",
          "ALTER DATABASE … SET TABLESPACE when nobody uses it.");
    }
  }

  private List<String> row(String sql, String parameter) throws SQLException {
    try (PreparedStatement statement = server.session().connection().prepareStatement(sql)) {
      statement.setString(1, parameter);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? List.of(row.getString(1), row.getString(2)) : List.of();
      }
    }
  }

  private List<String> names(String query, String parameter) throws SQLException {
    List<String> names = new ArrayList<>();
    try (PreparedStatement statement = server.session().connection().prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
    }
    return names;
  }

  private void refuse(String code, String message, @Nullable String how) {
    findings.add(Finding.of(Finding.Severity.ERROR, code, message, how));
  }

  private void warn(String code, String message, @Nullable String how) {
    findings.add(Finding.of(Finding.Severity.WARNING, code, message, how));
  }
}
