package io.jenkins.plugins.orchestrator.engine.migration.history;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A table that may be an engine's history.
 *
 * @param columns the names of its columns
 * @param readable whether the session's user may read it
 * @param onSearchPath whether its schema is on the session's search path
 */
record HistoryTable(
    String schema, String name, Set<String> columns, boolean readable, boolean onSearchPath) {
  /**
   * Tables by name or by a column that only histories have, in schemas of users, those on the
   * search path first, in its order. Holds for 14 to 18.
   */
  private static final String SEARCH =
      """
      SELECT n.nspname, c.relname,
             pg_catalog.has_schema_privilege(n.oid, 'USAGE')
               AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable,
             pg_catalog.array_position(pg_catalog.current_schemas(false), n.nspname) AS place,
             ARRAY(SELECT a.attname::pg_catalog.text
                     FROM pg_catalog.pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p')
         AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_t')
         AND (c.relname = ANY (?)
              OR EXISTS (SELECT 1
                           FROM pg_catalog.pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = ANY (?)
                            AND NOT a.attisdropped))
       ORDER BY place NULLS LAST, n.nspname, c.relname
      """;

  static List<HistoryTable> search(
      Connection connection, Collection<String> names, Collection<String> marks)
      throws SQLException {
    List<HistoryTable> tables = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(SEARCH)) {
      statement.setArray(1, connection.createArrayOf("text", names.toArray()));
      statement.setArray(2, connection.createArrayOf("text", marks.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          Array columns = row.getArray("columns");
          boolean onSearchPath = row.getObject("place") != null;
          tables.add(
              new HistoryTable(
                  row.getString("nspname"),
                  row.getString("relname"),
                  Set.of((String[]) columns.getArray()),
                  row.getBoolean("readable"),
                  onSearchPath));
        }
      }
    }
    return tables;
  }

  /** For people. */
  String label() {
    return schema + "." + name;
  }

  /** For SQL. */
  String quoted() {
    return Session.quoteIdentifier(schema) + "." + Session.quoteIdentifier(name);
  }
}
