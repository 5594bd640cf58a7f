package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.RELATION_KIND;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.RELATION_NAME;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.USER_SCHEMA;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.grants;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.hashedOptions;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.sorted;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.util.List;

/** Schemas, tables, views, sequences and their columns. */
final class RelationCatalog {
  /**
   * pg_class of 14 to 18 but for indexes and TOAST; tablespaces are the server's, not the schema's.
   */
  private static final String RELATIONS =
      "SELECT "
          + RELATION_KIND
          + " AS kind, "
          + RELATION_NAME
          + " AS object, 'schema' AS parent_kind, quote_ident(n.nspname) AS parent, "
          + role("c.relowner")
          + " AS owner, "
          + grants("c.relacl", "c.relowner", "'r'")
          + " AS grants, description.description AS comment,"
          + " CASE c.relpersistence WHEN 'u' THEN 'unlogged' END AS persistence,"
          + " CASE WHEN am.amname <> 'heap' THEN am.amname END AS \"access method\", "
          + sorted("c.reloptions")
          + " AS options, "
          + sorted("toast.reloptions")
          + " AS \"toast options\","
          + """
           CASE WHEN c.relrowsecurity THEN 'enabled' END AS "row security",
            CASE WHEN c.relforcerowsecurity THEN 'yes' END AS "row security forced",
            CASE WHEN c.relreplident = 'n' THEN 'nothing' WHEN c.relreplident = 'f' THEN 'full'
              WHEN c.relreplident = 'i' THEN 'index ' || coalesce((SELECT quote_ident(ic.relname)
                FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
                WHERE i.indrelid = c.oid AND i.indisreplident), '(gone)') END AS "replica identity",
            CASE WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS "of type",
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partitioned by",
            CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
            (SELECT string_agg(h.inhparent::pg_catalog.regclass::text
                || CASE WHEN h.inhdetachpending THEN ' (detaching)' ELSE '' END, ', ' ORDER BY h.inhseqno)
              FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) AS inherits,
            CASE WHEN c.relkind IN ('r', 'p', 'f') THEN (
              SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) END AS "column order",
            CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS definition,
            CASE WHEN c.relkind = 'm' AND NOT c.relispopulated THEN 'no' END AS populated,
            quote_ident(fs.srvname) AS server,
          """
          + hashedOptions("ft.ftoptions")
          + " AS \"foreign options\""
          + """
           FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
          LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
          LEFT JOIN pg_catalog.pg_foreign_table ft ON ft.ftrelid = c.oid
          LEFT JOIN pg_catalog.pg_foreign_server fs ON fs.oid = ft.ftserver
          """
          + comment("pg_class", "c.oid")
          + " WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND "
          + USER_SCHEMA
          + " AND "
          + noMember("pg_class", "c.oid");

  /**
   * pg_attribute of 14 to 18. A statistics target that is not set is -1 before 17 and null since.
   * 18 lists NOT NULL as constraints; of those only a not validated one says more than attnotnull.
   */
  private static final String COLUMNS =
      "SELECT CASE c.relkind WHEN 'c' THEN 'attribute' ELSE 'column' END AS kind,"
          + " format('%I.%I.%I', n.nspname, c.relname, a.attname) AS object, "
          + RELATION_KIND
          + " AS parent_kind, "
          + RELATION_NAME
          + " AS parent,"
          + """
           format_type(a.atttypid, a.atttypmod) AS type,
            CASE WHEN nn.oid IS NOT NULL THEN 'not valid' WHEN a.attnotnull THEN 'yes' END AS "not null",
            CASE WHEN a.attgenerated = '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "default",
            CASE WHEN a.attgenerated <> '' THEN pg_get_expr(d.adbin, d.adrelid) END AS "generated",
            CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS "generated kind",
            CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
            CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::pg_catalog.regcollation::text
              END AS collation,
            CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END AS storage,
            CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
            nullif(a.attstattarget, -1) AS "statistics target",
            CASE WHEN a.attinhcount > 0 AND a.attislocal AND NOT c.relispartition THEN 'yes'
              END AS "inherited and local",
          """
          + sorted("a.attoptions")
          + " AS options, "
          + hashedOptions("a.attfdwoptions")
          + " AS \"foreign options\", CASE WHEN a.attacl IS NOT NULL THEN "
          + SqlParts.granted("a.attacl", "c.relowner", "'c'")
          + " END AS grants, description.description AS comment"
          + """
           FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          LEFT JOIN pg_catalog.pg_constraint nn ON nn.conrelid = a.attrelid AND nn.contype = 'n'
            AND NOT nn.convalidated AND nn.conkey = ARRAY[a.attnum]
          """
          + comment("pg_class", "c.oid", "a.attnum")
          + " WHERE a.attnum > 0 AND NOT a.attisdropped"
          + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c') AND "
          + USER_SCHEMA
          + " AND "
          + noMember("pg_class", "c.oid");

  /**
   * pg_sequence of 14 to 18, without the sequences' values, which are data. An owned sequence is
   * logged as its table is since 15, and always before: only that of the others counts.
   */
  private static final String SEQUENCES =
      "SELECT 'sequence' AS kind, "
          + RELATION_NAME
          + " AS object, CASE WHEN owned.object IS NULL THEN 'schema' ELSE 'column' END AS"
          + " parent_kind,"
          + " coalesce(owned.object, quote_ident(n.nspname)) AS parent, "
          + role("c.relowner")
          + " AS owner, "
          + grants("c.relacl", "c.relowner", "'s'")
          + " AS grants, description.description AS comment,"
          + """
           format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment,
            s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
            CASE WHEN s.seqcycle THEN 'yes' END AS cycle, owned.object AS "owned by",
            CASE WHEN c.relpersistence = 'u' AND owned.object IS NULL THEN 'unlogged' END AS persistence
          FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN LATERAL (SELECT format('%I.%I.%I', tn.nspname, tc.relname, ta.attname) AS object
            FROM pg_catalog.pg_depend o JOIN pg_catalog.pg_class tc ON tc.oid = o.refobjid
            JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
            JOIN pg_catalog.pg_attribute ta ON ta.attrelid = tc.oid AND ta.attnum = o.refobjsubid
            WHERE o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.objid = c.oid
              AND o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND o.deptype IN ('a', 'i')) owned ON true
          """
          + comment("pg_class", "c.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_class", "c.oid");

  private RelationCatalog() {}

  static List<String> queries(ServerVersion version) {
    return List.of(schemas(version), RELATIONS, COLUMNS, SEQUENCES);
  }

  /**
   * pg_namespace of 14 to 18. Since 15 a new database's schema public belongs to pg_database_owner
   * (OID 6171) and grants PUBLIC no CREATE; before it belonged to the first superuser (OID 10).
   * What a new database of its version has is called default.
   */
  private static String schemas(ServerVersion version) {
    String fresh = "acldefault('n', n.nspowner) || makeaclitem(0, n.nspowner, 'USAGE', false)";
    if (!version.isAtLeast(15)) {
      fresh += " || makeaclitem(0, n.nspowner, 'CREATE', false)";
    }
    return "SELECT 'schema' AS kind, quote_ident(n.nspname) AS object, NULL AS parent_kind,"
        + " NULL AS parent, CASE WHEN n.nspname = 'public' AND n.nspowner = "
        + (version.isAtLeast(15) ? 6171 : 10)
        + " THEN 'default' ELSE "
        + role("n.nspowner")
        + " END AS owner, CASE WHEN n.nspname = 'public' THEN "
        + grants("n.nspacl", "n.nspowner", "'n'", "(" + fresh + ")")
        + " ELSE "
        + grants("n.nspacl", "n.nspowner", "'n'")
        + " END AS grants, CASE WHEN n.nspname <> 'public'"
        + " OR description.description <> 'standard public schema' THEN description.description END"
        + " AS comment FROM pg_catalog.pg_namespace n "
        + comment("pg_namespace", "n.oid")
        + " WHERE"
        + USER_SCHEMA
        + " AND "
        + noMember("pg_namespace", "n.oid");
  }
}
