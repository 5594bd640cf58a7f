package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.FIRST_USER_OID;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.USER_SCHEMA;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.grants;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;

import java.util.List;

/** Functions, and what is made of functions: aggregates, operators, their classes, casts. */
final class RoutineCatalog {
  private static final String IN_SCHEMA =
      " 'schema' AS parent_kind, quote_ident(n.nspname) AS parent,";

  /**
   * pg_proc of 14 to 18 without the constructors that come with range types. pg_get_functiondef
   * refuses aggregates.
   */
  private static final String ROUTINES =
      "SELECT CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE"
          + " 'function' END"
          + " AS kind, p.oid::pg_catalog.regprocedure::text AS object,"
          + IN_SCHEMA
          + role("p.proowner")
          + " AS owner, "
          + grants("p.proacl", "p.proowner", "'f'")
          + " AS grants, description.description AS comment,"
          + """
           CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
            CASE WHEN p.prokind = 'a' THEN pg_get_function_arguments(p.oid) END AS arguments,
            CASE WHEN p.prokind = 'a' THEN pg_get_function_result(p.oid) END AS result,
            CASE WHEN p.prokind = 'a' THEN p.proparallel::text END AS parallel,
            a.aggkind::text AS sort, a.aggnumdirectargs AS "direct arguments",
            nullif(a.aggtransfn::text, '-') AS transition, nullif(a.aggfinalfn::text, '-') AS final,
            a.aggfinalextra::text || a.aggfinalmodify::text AS "final mode",
            nullif(a.aggcombinefn::text, '-') AS combine, nullif(a.aggserialfn::text, '-') AS serialize,
            nullif(a.aggdeserialfn::text, '-') AS deserialize,
            nullif(a.aggmtransfn::text, '-') AS "moving transition",
            nullif(a.aggminvtransfn::text, '-') AS "moving inverse",
            nullif(a.aggmfinalfn::text, '-') AS "moving final",
            a.aggmfinalextra::text || a.aggmfinalmodify::text AS "moving final mode",
            CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::pg_catalog.regoperator::text END AS "sort operator",
            format_type(a.aggtranstype, NULL) AS state, nullif(a.aggtransspace, 0) AS "state size",
            a.agginitval AS initial, nullif(format_type(a.aggmtranstype, NULL), '-') AS "moving state",
            nullif(a.aggmtransspace, 0) AS "moving state size", a.aggminitval AS "moving initial"
          FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
          LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
          """
          + comment("pg_proc", "p.oid")
          + " WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend i"
          + " WHERE i.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND i.objid = p.oid"
          + " AND i.deptype = 'i') AND "
          + USER_SCHEMA
          + " AND "
          + noMember("pg_proc", "p.oid");

  /** pg_operator of 14 to 18. */
  private static final String OPERATORS =
      "SELECT 'operator' AS kind, o.oid::pg_catalog.regoperator::text AS object,"
          + IN_SCHEMA
          + role("o.oprowner")
          + " AS owner, description.description AS comment,"
          + """
           nullif(o.oprcode::text, '-') AS function,
            CASE WHEN o.oprcom <> 0 THEN o.oprcom::pg_catalog.regoperator::text END AS commutator,
            CASE WHEN o.oprnegate <> 0 THEN o.oprnegate::pg_catalog.regoperator::text END AS negator,
            nullif(o.oprrest::text, '-') AS restriction, nullif(o.oprjoin::text, '-') AS "join",
            CASE WHEN o.oprcanmerge THEN 'yes' END AS merges,
            CASE WHEN o.oprcanhash THEN 'yes' END AS hashes
          FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
          """
          + comment("pg_operator", "o.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_operator", "o.oid");

  /** pg_opclass of 14 to 18. */
  private static final String OPERATOR_CLASSES =
      "SELECT 'operator class' AS kind,"
          + " format('%I.%I using %I', n.nspname, o.opcname, am.amname) AS object,"
          + IN_SCHEMA
          + role("o.opcowner")
          + " AS owner, description.description AS comment,"
          + """
           format_type(o.opcintype, NULL) AS type, CASE WHEN o.opcdefault THEN 'yes' END AS "default",
            CASE WHEN o.opckeytype <> 0 THEN format_type(o.opckeytype, NULL) END AS storage,
            format('%I.%I', fn.nspname, f.opfname) AS family
          FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
          JOIN pg_catalog.pg_am am ON am.oid = o.opcmethod
          JOIN pg_catalog.pg_opfamily f ON f.oid = o.opcfamily
          JOIN pg_catalog.pg_namespace fn ON fn.oid = f.opfnamespace
          """
          + comment("pg_opclass", "o.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_opclass", "o.oid");

  /** pg_opfamily, pg_amop and pg_amproc of 14 to 18. */
  private static final String OPERATOR_FAMILIES =
      "SELECT 'operator family' AS kind,"
          + " format('%I.%I using %I', n.nspname, f.opfname, am.amname) AS object,"
          + IN_SCHEMA
          + role("f.opfowner")
          + " AS owner, description.description AS comment,"
          + """
           (SELECT string_agg(m.amopstrategy || ' ' || m.amopopr::pg_catalog.regoperator
                || CASE WHEN m.amopsortfamily <> 0 THEN ' for order by ' || sf.opfname ELSE '' END, '; '
                ORDER BY m.amopstrategy, m.amopopr::pg_catalog.regoperator::text COLLATE "C")
              FROM pg_catalog.pg_amop m LEFT JOIN pg_catalog.pg_opfamily sf ON sf.oid = m.amopsortfamily
              WHERE m.amopfamily = f.oid) AS operators,
            (SELECT string_agg(concat(m.amprocnum, ' (', format_type(m.amproclefttype, NULL), ', ',
                format_type(m.amprocrighttype, NULL), ') ', m.amproc::pg_catalog.regprocedure), '; '
                ORDER BY m.amprocnum, m.amproc::pg_catalog.regprocedure::text COLLATE "C",
                  format_type(m.amproclefttype, NULL) COLLATE "C")
              FROM pg_catalog.pg_amproc m WHERE m.amprocfamily = f.oid) AS functions
          FROM pg_catalog.pg_opfamily f JOIN pg_catalog.pg_namespace n ON n.oid = f.opfnamespace
          JOIN pg_catalog.pg_am am ON am.oid = f.opfmethod
          """
          + comment("pg_opfamily", "f.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_opfamily", "f.oid");

  /** pg_cast of 14 to 18, the users' only. */
  private static final String CASTS =
      """
      SELECT 'cast' AS kind,
        format('(%s AS %s)', format_type(k.castsource, NULL), format_type(k.casttarget, NULL)) AS object,
        NULL AS parent_kind, NULL AS parent,
        CASE WHEN k.castfunc <> 0 THEN k.castfunc::pg_catalog.regprocedure::text END AS function,
        CASE k.castcontext WHEN 'i' THEN 'implicit' WHEN 'a' THEN 'assignment' ELSE 'explicit' END
          AS context,
        CASE k.castmethod WHEN 'f' THEN 'function' WHEN 'i' THEN 'inout' ELSE 'binary' END AS method,
        description.description AS comment
      FROM pg_catalog.pg_cast k
      """
          + comment("pg_cast", "k.oid")
          + " WHERE k.oid >= "
          + FIRST_USER_OID
          + " AND "
          + noMember("pg_cast", "k.oid");

  /** pg_transform of 14 to 18. */
  private static final String TRANSFORMS =
      """
      SELECT 'transform' AS kind, format('for %s language %I', format_type(x.trftype, NULL), l.lanname)
          AS object, NULL AS parent_kind, NULL AS parent,
        nullif(x.trffromsql::text, '-') AS "from sql", nullif(x.trftosql::text, '-') AS "to sql",
        description.description AS comment
      FROM pg_catalog.pg_transform x JOIN pg_catalog.pg_language l ON l.oid = x.trflang
      """
          + comment("pg_transform", "x.oid")
          + " WHERE "
          + noMember("pg_transform", "x.oid");

  /** pg_language of 14 to 18, the users' only. */
  private static final String LANGUAGES =
      "SELECT 'language' AS kind, quote_ident(l.lanname) AS object, NULL AS parent_kind, NULL"
          + " AS parent, "
          + role("l.lanowner")
          + " AS owner, "
          + grants("l.lanacl", "l.lanowner", "'l'")
          + " AS grants, description.description AS comment,"
          + """
           CASE WHEN l.lanpltrusted THEN 'yes' END AS trusted,
            nullif(l.lanplcallfoid, 0)::pg_catalog.regproc::text AS handler,
            nullif(l.laninline, 0)::pg_catalog.regproc::text AS inline,
            nullif(l.lanvalidator, 0)::pg_catalog.regproc::text AS validator
          FROM pg_catalog.pg_language l
          """
          + comment("pg_language", "l.oid")
          + " WHERE l.oid >= "
          + FIRST_USER_OID
          + " AND "
          + noMember("pg_language", "l.oid");

  /** pg_am of 14 to 18, the users' only. */
  private static final String ACCESS_METHODS =
      """
      SELECT 'access method' AS kind, quote_ident(m.amname) AS object, NULL AS parent_kind,
        NULL AS parent, m.amhandler::text AS handler, m.amtype::text AS type,
        description.description AS comment
      FROM pg_catalog.pg_am m
      """
          + comment("pg_am", "m.oid")
          + " WHERE m.oid >= "
          + FIRST_USER_OID
          + " AND "
          + noMember("pg_am", "m.oid");

  /** pg_conversion of 14 to 18. */
  private static final String CONVERSIONS =
      "SELECT 'conversion' AS kind, format('%I.%I', n.nspname, v.conname) AS object,"
          + IN_SCHEMA
          + role("v.conowner")
          + " AS owner, description.description AS comment,"
          + """
           pg_encoding_to_char(v.conforencoding) AS "from", pg_encoding_to_char(v.contoencoding) AS "to",
            v.conproc::text AS function, CASE WHEN v.condefault THEN 'yes' END AS "default"
          FROM pg_catalog.pg_conversion v JOIN pg_catalog.pg_namespace n ON n.oid = v.connamespace
          """
          + comment("pg_conversion", "v.oid")
          + " WHERE"
          + USER_SCHEMA
          + " AND "
          + noMember("pg_conversion", "v.oid");

  private RoutineCatalog() {}

  static List<String> queries() {
    return List.of(
        ROUTINES,
        OPERATORS,
        OPERATOR_CLASSES,
        OPERATOR_FAMILIES,
        CASTS,
        TRANSFORMS,
        LANGUAGES,
        ACCESS_METHODS,
        CONVERSIONS);
  }
}
