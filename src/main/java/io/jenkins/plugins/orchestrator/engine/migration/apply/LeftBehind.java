package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a database and a session look like between two scripts: read in one round trip.
 *
 * @param objects what is in a state that somebody must look at
 * @param settings what the session has set, by name
 * @param role the role that the session works as, {@code none} for the one that is logged in
 * @param sessionUser the role that is logged in
 */
record LeftBehind(
    List<Unfinished> objects, Map<String, String> settings, String role, String sessionUser) {

  /** Kinds of objects that are not what they should be. */
  enum Kind {
    INVALID_INDEX,
    /** Of a partitioned table: becomes valid when its last partition's index is attached. */
    INCOMPLETE_INDEX,
    UNVALIDATED_CONSTRAINT,
    DETACHING_PARTITION,
    PREPARED_TRANSACTION
  }

  /**
   * An object.
   *
   * @param id the object's OID, or what else identifies it
   * @param name quoted where needed
   * @param of the table that it belongs to; empty when it belongs to none
   */
  record Unfinished(Kind kind, String id, String name, String of) {}

  /**
   * 14 to 18. The blank takes what tells constraints that are meant to be checked from those that
   * are NOT ENFORCED (from 18), which are never validated.
   */
  private static final String QUERY =
      """
      SELECT CASE c.relkind WHEN 'I' THEN 'INCOMPLETE_INDEX' ELSE 'INVALID_INDEX' END,
             i.indexrelid::pg_catalog.text,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname),
             pg_catalog.quote_ident(tn.nspname) || '.' || pg_catalog.quote_ident(t.relname)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      WHERE NOT i.indisvalid
      UNION ALL
      SELECT 'UNVALIDATED_CONSTRAINT', k.oid::pg_catalog.text,
             pg_catalog.quote_ident(k.conname),
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.relname)
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
      WHERE NOT k.convalidated AND %s
      UNION ALL
      SELECT 'DETACHING_PARTITION', h.inhrelid::pg_catalog.text,
             pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname), ''
      FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE h.inhdetachpending
      UNION ALL
      SELECT 'PREPARED_TRANSACTION', x.transaction::pg_catalog.text, x.gid, ''
      FROM pg_catalog.pg_prepared_xacts x WHERE x.database = pg_catalog.current_database()
      UNION ALL
      SELECT 'SETTING', '', s.name, s.setting
      FROM pg_catalog.pg_settings s WHERE s.source = 'session'
      UNION ALL
      SELECT 'ROLE', '', pg_catalog.current_setting('role'), session_user::pg_catalog.text
      """;

  LeftBehind {
    objects = List.copyOf(objects);
    settings = Map.copyOf(settings);
  }

  static LeftBehind read(Connection connection, ServerVersion version) throws SQLException {
    List<Unfinished> objects = new ArrayList<>();
    Map<String, String> settings = new LinkedHashMap<>();
    String role = "none";
    String user = "";
    String query = QUERY.formatted(version.isAtLeast(18) ? "k.conenforced" : "true");
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String kind = rows.getString(1);
        switch (kind) {
          case "SETTING" -> settings.put(rows.getString(3), rows.getString(4));
          case "ROLE" -> {
            role = rows.getString(3);
            user = rows.getString(4);
          }
          default ->
              objects.add(
                  new Unfinished(
                      Kind.valueOf(kind), rows.getString(2), rows.getString(3), rows.getString(4)));
        }
      }
    }
    return new LeftBehind(objects, settings, role, user);
  }

  /** What is there now and was not before. */
  List<Unfinished> since(LeftBehind before) {
    Set<String> known = before.objects.stream().map(LeftBehind::key).collect(Collectors.toSet());
    return objects.stream().filter(object -> !known.contains(key(object))).toList();
  }

  private static String key(Unfinished object) {
    return object.kind() + " " + object.id();
  }
}
