package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Column;
import io.jenkins.plugins.orchestrator.engine.migration.undo.TableState.Written;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the states of all tables of the user's that hold rows. */
final class TableStates {
  /**
   * Ordinary tables and leaf partitions; not foreign tables, materialized views, and what belongs
   * to an extension. Holds for 14 to 18.
   */
  private static final String TABLES =
      """
      SELECT c.oid::pg_catalog.int8, n.nspname, c.relname,
        pg_catalog.pg_relation_filenode(c.oid) || '/'
          || coalesce(pg_catalog.pg_relation_filenode(nullif(c.reltoastrelid, 0)), 0),
        pg_catalog.pg_stat_get_tuples_inserted(c.oid),
        pg_catalog.pg_stat_get_tuples_updated(c.oid),
        pg_catalog.pg_stat_get_tuples_deleted(c.oid),
        (SELECT k.conkey FROM pg_catalog.pg_constraint k
          WHERE k.conrelid = c.oid AND k.contype = 'p')
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't'
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
        AND n.nspname <> 'parallel_orchestrator'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
            AND d.deptype = 'e')
      ORDER BY 2, 3
      """;

  /** The columns of these tables. Holds for 14 to 18. */
  private static final String COLUMNS =
      """
      SELECT a.attrelid::pg_catalog.int8, a.attnum, a.attname,
        pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN t.typnamespace = 'pg_catalog'::pg_catalog.regnamespace
          THEN t.typname ELSE '' END,
        a.attgenerated <> ''
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r'
        AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      ORDER BY 1, 2
      """;

  private TableStates() {}

  /** All of them, by {@code schema.name}. */
  static Map<String, TableState> read(Connection connection) throws SQLException {
    Map<Long, List<Column>> columns = columns(connection);
    Map<String, TableState> tables = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES)) {
      while (row.next()) {
        TableState table =
            new TableState(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                String.valueOf(row.getString(4)),
                new Written(row.getLong(5), row.getLong(6), row.getLong(7)),
                columns.getOrDefault(row.getLong(1), List.of()),
                key(row));
        tables.put(table.qualified(), table);
      }
    }
    return tables;
  }

  private static List<Integer> key(ResultSet row) throws SQLException {
    java.sql.Array array = row.getArray(8);
    return array == null
        ? List.of()
        : Arrays.stream((Object[]) array.getArray())
            .map(number -> ((Number) number).intValue())
            .toList();
  }

  private static Map<Long, List<Column>> columns(Connection connection) throws SQLException {
    Map<Long, List<Column>> columns = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(COLUMNS)) {
      while (row.next()) {
        columns
            .computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
            .add(
                new Column(
                    row.getInt(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getBoolean(6)));
      }
    }
    return columns;
  }
}
