package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the catalog of a source says of the tables that a dump of it has rows of. */
final class SourceTables {
  /**
   * The tables whose rows {@code pg_dump} dumps, but those of extensions, which only it knows the
   * configuration of. Holds for 14 to 18.
   */
  private static final String TABLES =
      " FROM pg_catalog.pg_class c"
          + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
          + " WHERE c.relkind = 'r' AND c.relpersistence IN ('p', 'u')"
          + " AND NOT pg_catalog.starts_with(n.nspname, 'pg_')"
          + " AND n.nspname <> 'information_schema'"
          + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d"
          + " WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass"
          + " AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e')";

  /**
   * Which of them may go past the archive. What would fail is left to {@code pg_dump}, which says
   * so before anything is made: missing rights, row security, an unlogged table of a standby. So
   * are other access methods, which need not know FREEZE, and partitions by a hash that another
   * server may compute otherwise, as that of an enum's OID. Holds for 14 to 18.
   */
  private static final String MAY_BE_COPIED =
      "pg_catalog.current_setting('server_encoding') = 'UTF8'"
          + " AND c.relam = (SELECT a.oid FROM pg_catalog.pg_am a WHERE a.amname = 'heap')"
          + " AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')"
          + " AND pg_catalog.has_table_privilege(c.oid, 'SELECT')"
          + " AND NOT pg_catalog.row_security_active(c.oid)"
          + " AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())"
          + " AND NOT EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(c.oid) AS p(relid)"
          + " JOIN pg_catalog.pg_partitioned_table t ON t.partrelid = p.relid"
          + " CROSS JOIN pg_catalog.unnest(t.partattrs::pg_catalog.int2[]) AS k(attnum)"
          + " LEFT JOIN pg_catalog.pg_attribute a"
          + " ON a.attrelid = t.partrelid AND a.attnum = k.attnum"
          + " WHERE t.partstrat = 'h' AND (k.attnum = 0 OR a.atttypid >= 16384))";

  /**
   * About how many bytes a table and its TOAST have: as VACUUM last counted the pages, or more when
   * so many rows have come since. The exact size would have to wait for whoever has it locked.
   */
  private static final String BYTES =
      "8192 * (GREATEST(c.relpages, pg_catalog.pg_stat_get_live_tuples(c.oid) / 100)"
          + " + COALESCE((SELECT GREATEST(o.relpages,"
          + " pg_catalog.pg_stat_get_live_tuples(o.oid) / 4)"
          + " FROM pg_catalog.pg_class o WHERE o.oid = c.reltoastrelid), 0))";

  private static final String LISTED =
      "SELECT c.oid::bigint, n.nspname, c.relname, "
          + BYTES
          + ", "
          + MAY_BE_COPIED
          + TABLES
          + " ORDER BY 4 DESC, 1";

  private static final String SEEN =
      "SELECT c.oid::bigint, n.nspname, c.relname, 0, c.relpersistence = 'p'" + TABLES;

  private static final String LARGE_OBJECTS =
      "SELECT pg_catalog.pg_total_relation_size('pg_catalog.pg_largeobject'::pg_catalog.regclass)";

  /**
   * Types whose binary form is the value and nothing else, in every database of a major version.
   * Others hold OIDs of other objects, depend on settings, or do not take back what they gave, as
   * an empty tsquery.
   */
  private static final String BINARY_TYPES =
      "('bool', 'bytea', 'char', 'name', 'int8', 'int2', 'int4', 'text', 'oid', 'json', 'jsonb',"
          + " 'float4', 'float8', 'numeric', 'bpchar', 'varchar', 'date', 'time', 'timetz',"
          + " 'timestamp', 'timestamptz', 'interval', 'bit', 'varbit', 'uuid', 'inet', 'cidr',"
          + " 'macaddr', 'macaddr8', 'point')";

  /**
   * The columns with values of their own, and whether they are of such a type or an array of one:
   * element types are those that have their array type as {@code typarray}. Holds for 14 to 18.
   */
  private static final String COLUMNS =
      "SELECT a.attrelid::bigint, a.attname, EXISTS (SELECT FROM pg_catalog.pg_type t"
          + " WHERE a.atttypid IN (t.oid, t.typarray) AND t.oid < 10000 AND t.typname IN "
          + BINARY_TYPES
          + ") FROM pg_catalog.pg_attribute a"
          + " JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
          + " WHERE c.relkind = 'r' AND c.oid >= 16384"
          + " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
          + " ORDER BY a.attrelid, a.attnum";

  private SourceTables() {}

  /**
   * A reading of the tables.
   *
   * @param candidates that may go past the archive, the largest first
   * @param left the others
   */
  record Listing(List<CopiedTable> candidates, List<CopiedTable> left) {}

  /** Reads about how large they are, too. */
  static Listing list(Session source) throws SQLException {
    List<CopiedTable> candidates = new ArrayList<>();
    List<CopiedTable> left = new ArrayList<>();
    read(source, LISTED, candidates, left);
    return new Listing(candidates, left);
  }

  /**
   * All tables that the snapshot of the session's transaction sees, without touching them.
   *
   * @param unlogged takes those that a dump need not have the rows of
   * @return the others
   */
  static List<CopiedTable> seen(Session source, List<CopiedTable> unlogged) throws SQLException {
    List<CopiedTable> logged = new ArrayList<>();
    read(source, SEEN, logged, unlogged);
    return logged;
  }

  private static void read(
      Session source, String query, List<CopiedTable> whereTrue, List<CopiedTable> whereFalse)
      throws SQLException {
    try (Statement statement = source.connection().createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        CopiedTable table =
            new CopiedTable(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getLong(4));
        (rows.getBoolean(5) ? whereTrue : whereFalse).add(table);
      }
    }
  }

  /** What of some tables is to be copied, by their OIDs. */
  static Map<Long, CopiedTable.Rows> rows(
      Session source, List<CopiedTable> tables, boolean sameMajorVersion) throws SQLException {
    Map<Long, List<String>> columns = new HashMap<>();
    Map<Long, Boolean> binary = new HashMap<>();
    try (Statement statement = source.connection().createStatement();
        ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        long oid = rows.getLong(1);
        columns.computeIfAbsent(oid, key -> new ArrayList<>()).add(rows.getString(2));
        binary.merge(oid, rows.getBoolean(3), Boolean::logicalAnd);
      }
    }
    Map<Long, CopiedTable.Rows> result = new HashMap<>();
    for (CopiedTable table : tables) {
      result.put(
          table.oid(),
          new CopiedTable.Rows(
              table,
              List.copyOf(columns.getOrDefault(table.oid(), List.of())),
              sameMajorVersion && binary.getOrDefault(table.oid(), true)));
    }
    return result;
  }

  /** What the large objects take, which always go through the archive. */
  static long largeObjectBytes(Session source) throws SQLException {
    try (Statement statement = source.connection().createStatement();
        ResultSet row = statement.executeQuery(LARGE_OBJECTS)) {
      row.next();
      return row.getLong(1);
    }
  }
}
