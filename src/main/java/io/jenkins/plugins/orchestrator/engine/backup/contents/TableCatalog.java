package io.jenkins.plugins.orchestrator.engine.backup.contents;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tables whose rows a dump holds, and what else has rows but is left out.
 *
 * @param tables the largest first
 * @param notCompared what is left out and why
 */
record TableCatalog(List<SourceTable> tables, List<String> notCompared) {
  TableCatalog {
    tables = List.copyOf(tables);
    notCompared = List.copyOf(notCompared);
  }

  static final String UNLOGGED = "an unlogged table, which a standby cannot read";
  static final String UNLOGGED_SEQUENCE = "an unlogged sequence, which a standby cannot read";

  /**
   * pg_class of 14 to 18: what has rows of its own, and is neither the system's nor temporary. Of
   * an extension's members only its configuration tables are dumped, with the rows of their
   * condition (pg_extension.extconfig and extcondition). What is unlogged, sequences too since 15,
   * cannot be read on a standby.
   */
  private static final String TABLES =
      """
      SELECT c.oid::pg_catalog.int8, n.nspname, c.relname, c.relkind::pg_catalog.text,
        coalesce(pg_catalog.pg_relation_size(c.oid), 0)
          / pg_catalog.current_setting('block_size')::pg_catalog.int8,
        coalesce(a.amname = 'heap', false), e.extname, e.extcondition[p.position],
        p.position IS NOT NULL,
        c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery()
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_am a ON a.oid = c.relam
      LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
        AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
      LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      LEFT JOIN LATERAL (SELECT pg_catalog.array_position(e.extconfig, c.oid) AS position) p ON true
      WHERE (c.relkind IN ('r', 'm', 'f')
          OR c.relkind = 'S' AND c.relpersistence = 'u' AND pg_catalog.pg_is_in_recovery())
        AND c.relpersistence <> 't'
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY 5 DESC, n.nspname, c.relname\
      """;

  /** pg_attribute and pg_type of 14 to 18; domains as the type below them. */
  private static final String COLUMNS =
      """
      WITH RECURSIVE base (oid, type) AS (
        SELECT t.oid, t.oid FROM pg_catalog.pg_type t WHERE t.typtype <> 'd'
        UNION ALL
        SELECT t.oid, b.type FROM pg_catalog.pg_type t JOIN base b ON t.typbasetype = b.oid
        WHERE t.typtype = 'd')
      SELECT a.attrelid::pg_catalog.int8, a.attname, a.attgenerated <> '', tn.nspname, t.typname,
        pg_catalog.quote_ident(fn.nspname) || '.' || pg_catalog.quote_ident(f.proname),
        b.type <> a.atttypid
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN base b ON b.oid = a.atttypid
      JOIN pg_catalog.pg_type t ON t.oid = b.type
      JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
      JOIN pg_catalog.pg_proc f ON f.oid = t.typoutput
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
      WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND a.attnum > 0 AND NOT a.attisdropped
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
      ORDER BY a.attrelid, a.attname COLLATE "C"\
      """;

  static TableCatalog read(Connection session) throws SQLException {
    Map<Long, List<SourceColumn>> columns = new HashMap<>();
    Map<Long, List<String>> generated = new HashMap<>();
    List<SourceTable> tables = new ArrayList<>();
    List<String> notCompared = new ArrayList<>();
    try (Statement statement = session.createStatement()) {
      try (ResultSet rows = statement.executeQuery(COLUMNS)) {
        while (rows.next()) {
          if (rows.getBoolean(3)) {
            generated
                .computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                .add(rows.getString(2));
          } else {
            columns
                .computeIfAbsent(rows.getLong(1), oid -> new ArrayList<>())
                .add(
                    new SourceColumn(
                        rows.getString(2),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getBoolean(7)));
          }
        }
      }
      try (ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          String why = whyNot(rows);
          if (why != null) {
            notCompared.add(rows.getString(2) + "." + rows.getString(3) + ": " + why);
          } else {
            long oid = rows.getLong(1);
            String condition = rows.getString(8);
            tables.add(
                new SourceTable(
                    rows.getString(2),
                    rows.getString(3),
                    rows.getLong(5),
                    rows.getBoolean(6),
                    condition == null ? "" : condition,
                    columns.getOrDefault(oid, List.of()),
                    generated.getOrDefault(oid, List.of())));
          }
        }
      }
    }
    return new TableCatalog(tables, notCompared.stream().sorted().toList());
  }

  private static @Nullable String whyNot(ResultSet row) throws SQLException {
    String extension = row.getString(7);
    if (extension != null && !row.getBoolean(9)) {
      return "belongs to extension " + extension;
    }
    return switch (row.getString(4)) {
      case "m" -> "a materialized view";
      case "f" -> "a foreign table";
      case "S" -> UNLOGGED_SEQUENCE;
      default -> row.getBoolean(10) ? UNLOGGED : null;
    };
  }
}
