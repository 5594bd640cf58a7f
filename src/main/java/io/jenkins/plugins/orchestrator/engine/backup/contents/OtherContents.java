package io.jenkins.plugins.orchestrator.engine.backup.contents;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.LargeObjects;
import io.jenkins.plugins.orchestrator.engine.backup.manifest.SequenceValue;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a database holds besides tables. */
final class OtherContents {
  /**
   * pg_class of 14 to 18; of an extension's sequences only those of its configuration, on a standby
   * only those that it has.
   */
  private static final String SEQUENCES =
      """
      SELECT n.nspname, c.relname FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'S' AND c.relpersistence <> 't'
        AND NOT (c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
          JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
            AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'e'
            AND NOT coalesce(c.oid = ANY (e.extconfig), false))
      ORDER BY n.nspname, c.relname\
      """;

  private static final String EXTENSIONS =
      "SELECT e.extname, e.extversion FROM pg_catalog.pg_extension e ORDER BY e.extname";

  /**
   * pg_index and pg_constraint of 14 to 18. A dump leaves invalid indexes out, and makes
   * constraints NOT VALID again.
   */
  private static final String INVALID =
      """
      SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      UNION
      SELECT n.nspname || '.' || k.conname FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_namespace n ON n.oid = k.connamespace
      WHERE NOT k.convalidated AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY 1\
      """;

  /** pg_largeobject_metadata of 14 to 18. */
  private static final String COUNT_LARGE_OBJECTS =
      "SELECT pg_catalog.count(*) FROM pg_catalog.pg_largeobject_metadata";

  /**
   * By lo_get, not from pg_largeobject: that only superusers read, and a restore fills its holes
   * with zeros. In pieces of a megabyte, of which only the hash is kept. Holds for 14 to 18.
   */
  private static final String SUM_LARGE_OBJECTS =
      """
      WITH RECURSIVE piece (oid, number, bytes, h) AS (
        SELECT f.oid, 0::pg_catalog.int8, pg_catalog.octet_length(f.data),
          pg_catalog.hash_record_extended(ROW(f.oid, 0::pg_catalog.int8, f.data), 11)
        FROM (SELECT m.oid, pg_catalog.lo_get(m.oid, 0, 1048576) AS data
          FROM pg_catalog.pg_largeobject_metadata m OFFSET 0) f
        UNION ALL
        SELECT f.oid, f.number, pg_catalog.octet_length(f.data),
          pg_catalog.hash_record_extended(ROW(f.oid, f.number, f.data), 11)
        FROM (SELECT p.oid, p.number + 1 AS number,
            pg_catalog.lo_get(p.oid, (p.number + 1) * 1048576, 1048576) AS data
          FROM piece p WHERE p.bytes = 1048576 OFFSET 0) f)
      SELECT pg_catalog.count(*) FILTER (WHERE number = 0), %s, %s FROM piece\
      """
          .formatted(RowHash.sumOfLowHalves(), RowHash.sumOfHighHalves());

  private static final int AT_ONCE = 100;

  private OtherContents() {}

  static Map<String, String> extensions(Connection session) throws SQLException {
    Map<String, String> versions = new LinkedHashMap<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(EXTENSIONS)) {
      while (rows.next()) {
        versions.put(rows.getString(1), rows.getString(2));
      }
    }
    return versions;
  }

  static List<String> invalid(Connection session) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery(INVALID)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  /** As they are now: sequences ignore snapshots. */
  static List<SequenceValue> sequences(Connection session) throws SQLException {
    List<String> selects = new ArrayList<>();
    List<SequenceValue> values = new ArrayList<>();
    try (Statement statement = session.createStatement()) {
      statement.setEscapeProcessing(false);
      try (ResultSet rows = statement.executeQuery(SEQUENCES)) {
        while (rows.next()) {
          String schema = rows.getString(1);
          String name = rows.getString(2);
          selects.add(
              "SELECT %s, %s, last_value, is_called FROM %s.%s"
                  .formatted(
                      Session.quoteLiteral(schema),
                      Session.quoteLiteral(name),
                      Session.quoteIdentifier(schema),
                      Session.quoteIdentifier(name)));
        }
      }
      for (int i = 0; i < selects.size(); i += AT_ONCE) {
        String sql =
            String.join("\nUNION ALL ", selects.subList(i, Math.min(selects.size(), i + AT_ONCE)));
        try (ResultSet rows = statement.executeQuery(sql)) {
          while (rows.next()) {
            values.add(
                new SequenceValue(
                    rows.getString(1), rows.getString(2), rows.getLong(3), rows.getBoolean(4)));
          }
        }
      }
    }
    values.sort(Comparator.comparing(SequenceValue::schema).thenComparing(SequenceValue::name));
    return values;
  }

  static LargeObjects largeObjects(Connection session, boolean checksums) throws SQLException {
    try (Statement statement = session.createStatement()) {
      long count;
      try (ResultSet row = statement.executeQuery(COUNT_LARGE_OBJECTS)) {
        row.next();
        count = row.getLong(1);
      }
      if (count == 0 || !checksums) {
        return new LargeObjects(count, null);
      }
      try (ResultSet row = statement.executeQuery(SUM_LARGE_OBJECTS)) {
        row.next();
        TableSum sum = new TableSum();
        sum.add(
            row.getLong(1),
            row.getBigDecimal(2).toBigInteger(),
            row.getBigDecimal(3).toBigInteger());
        return new LargeObjects(sum.rows(), sum.checksum());
      }
    }
  }
}
