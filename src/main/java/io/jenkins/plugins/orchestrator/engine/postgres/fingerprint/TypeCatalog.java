package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.USER_SCHEMA;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.grants;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;

import java.util.List;

/** Types of every sort, and collations. */
final class TypeCatalog {
  /**
   * pg_type of 14 to 18. Left out: arrays, multiranges and the row types of tables, which come with
   * another object. Enum values count in their order, not by enumsortorder.
   */
  private static final String TYPES =
      "SELECT CASE t.typtype WHEN 'd' THEN 'domain' ELSE 'type' END AS kind,"
          + " format('%I.%I', n.nspname, t.typname) AS object,"
          + " 'schema' AS parent_kind, quote_ident(n.nspname) AS parent, "
          + role("t.typowner")
          + " AS owner, "
          + grants("t.typacl", "t.typowner", "'T'")
          + " AS grants, description.description AS comment,"
          + """
           CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'r' THEN 'range'
              WHEN 'b' THEN 'base' WHEN 'p' THEN 'shell' END AS sort,
            (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
              FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS "values",
            CASE WHEN t.typtype = 'c' THEN (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END AS "column order",
            CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS "base type",
            CASE WHEN t.typtype = 'd' THEN coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault)
              END AS "default",
            CASE WHEN t.typtype = 'd' AND t.typnotnull THEN 'yes' END AS "not null",
            CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation
              THEN t.typcollation::pg_catalog.regcollation::text END AS collation,
            CASE WHEN t.typtype = 'r' THEN concat_ws(', ', format_type(r.rngsubtype, NULL),
              'collation ' || nullif(r.rngcollation, 0)::pg_catalog.regcollation,
              'operator class ' || format('%I.%I', ocn.nspname, oc.opcname),
              'canonical ' || nullif(r.rngcanonical::text, '-'),
              'difference ' || nullif(r.rngsubdiff::text, '-'),
              'multirange ' || format_type(r.rngmultitypid, NULL)) END AS range,
            CASE WHEN t.typtype = 'b' THEN concat_ws(', ', t.typinput, t.typoutput,
              nullif(t.typreceive::text, '-'), nullif(t.typsend::text, '-'), nullif(t.typmodin::text, '-'),
              nullif(t.typmodout::text, '-'), nullif(t.typanalyze::text, '-'), t.typlen, t.typalign,
              t.typstorage, t.typcategory, t.typbyval, t.typispreferred, t.typdelim, t.typdefault) END AS definition
          FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
          LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
          LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
          LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
          LEFT JOIN pg_catalog.pg_opclass oc ON oc.oid = r.rngsubopc
          LEFT JOIN pg_catalog.pg_namespace ocn ON ocn.oid = oc.opcnamespace
          """
          + comment("pg_type", "t.oid")
          + " WHERE t.typtype <> 'm' AND (t.typrelid = 0 OR c.relkind = 'c')"
          + " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type el WHERE el.typarray = t.oid) AND "
          + USER_SCHEMA
          + " AND "
          + noMember("pg_type", "t.oid");

  /** pg_constraint of 14 to 18 for domains; NOT NULL, which 17 lists, is with the domain. */
  private static final String DOMAIN_CONSTRAINTS =
      "SELECT 'domain constraint' AS kind, format('%I.%I.%I', n.nspname, t.typname,"
          + " k.conname) AS object,"
          + " 'domain' AS parent_kind, format('%I.%I', n.nspname, t.typname) AS parent,"
          + """
           regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') AS definition,
            CASE WHEN NOT k.convalidated THEN 'no' END AS validated, description.description AS comment
          FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
          JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
          """
          + comment("pg_constraint", "k.oid")
          + " WHERE k.contype = 'c' AND "
          + USER_SCHEMA
          + " AND "
          + noMember("pg_type", "t.oid");

  /**
   * pg_collation of 14 to 18 without its version. The locale stands in collcollate, colliculocale
   * (15) or colllocale (17): the row as JSON has whichever there is.
   */
  private static final String COLLATIONS =
      "SELECT 'collation' AS kind, format('%I.%I', n.nspname, k.collname) AS object,"
          + " 'schema' AS parent_kind, quote_ident(n.nspname) AS parent, "
          + role("k.collowner")
          + " AS owner, description.description AS comment,"
          + """
           k.collprovider::text AS provider, k.collisdeterministic::text AS deterministic,
            coalesce(j.row ->> 'colllocale', j.row ->> 'colliculocale', k.collcollate) AS locale,
            CASE WHEN k.collprovider = 'c' AND k.collctype <> k.collcollate THEN k.collctype END AS ctype,
            j.row ->> 'collicurules' AS rules
          FROM pg_catalog.pg_collation k JOIN pg_catalog.pg_namespace n ON n.oid = k.collnamespace
          CROSS JOIN LATERAL (SELECT to_jsonb(k) AS row) j
          """
          + comment("pg_collation", "k.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_collation", "k.oid");

  private TypeCatalog() {}

  static List<String> queries() {
    return List.of(TYPES, DOMAIN_CONSTRAINTS, COLLATIONS);
  }
}
