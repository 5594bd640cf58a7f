package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.RELATION_KIND;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.RELATION_NAME;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.USER_SCHEMA;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;

import java.util.List;

/** What hangs on tables and views: constraints, indexes, statistics, triggers, rules, policies. */
final class TableCatalog {
  private static final String OF_RELATION =
      ", " + RELATION_KIND + " AS parent_kind, " + RELATION_NAME + " AS parent,";

  private static final String IN_RELATION =
      """
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      """;

  private static final String USERS_RELATION =
      USER_SCHEMA + " AND " + noMember("pg_class", "c.oid");

  /**
   * pg_constraint of 14 to 18. Left out: NOT NULL, which only 18 lists (see the columns),
   * constraint triggers (see the triggers), and the foreign keys that the server derives for
   * partitions.
   */
  private static final String CONSTRAINTS =
      "SELECT 'constraint' AS kind, format('%I.%I.%I', n.nspname, c.relname, k.conname) AS object"
          + OF_RELATION
          + """
           regexp_replace(pg_get_constraintdef(k.oid), ' NOT VALID$', '') AS definition,
            CASE WHEN NOT k.convalidated THEN 'no' END AS validated,
            (SELECT string_agg(t.tgenabled::text, '' ORDER BY t.tgenabled)
              FROM pg_catalog.pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgisinternal
              AND t.tgenabled <> 'O') AS "switched off", description.description AS comment
          FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
          """
          + IN_RELATION
          + comment("pg_constraint", "k.oid")
          + " WHERE k.contype IN ('c', 'f', 'p', 'u', 'x')"
          + " AND NOT (k.contype = 'f' AND k.conparentid <> 0) AND "
          + USERS_RELATION;

  /**
   * pg_index of 14 to 18. An index that a constraint made cannot exist without it. The predicate,
   * which ends pg_get_indexdef's text, is a property of its own.
   */
  private static final String INDEXES =
      "SELECT 'index' AS kind, format('%I.%I', n.nspname, ic.relname) AS object,"
          + " CASE WHEN k.oid IS NOT NULL THEN 'constraint' ELSE "
          + RELATION_KIND
          + " END AS parent_kind, CASE WHEN k.oid IS NOT NULL"
          + " THEN format('%I.%I.%I', n.nspname, c.relname, k.conname) ELSE "
          + RELATION_NAME
          + " END AS parent,"
          + """
           CASE WHEN i.indpred IS NULL THEN pg_get_indexdef(i.indexrelid)
              ELSE left(pg_get_indexdef(i.indexrelid),
                -length(' WHERE ' || pg_get_expr(i.indpred, i.indrelid))) END AS definition,
            pg_get_expr(i.indpred, i.indrelid) AS "where",
            CASE WHEN NOT i.indisvalid THEN 'no' END AS valid,
            CASE WHEN NOT i.indisready THEN 'no' END AS ready,
            CASE WHEN i.indisclustered THEN 'yes' END AS clustered,
            (SELECT string_agg(a.attnum || ':' || a.attstattarget, ' ' ORDER BY a.attnum)
              FROM pg_catalog.pg_attribute a WHERE a.attrelid = ic.oid AND a.attstattarget >= 0)
              AS "statistics targets",
            (SELECT string_agg(h.inhparent::pg_catalog.regclass::text, ', ')
              FROM pg_catalog.pg_inherits h WHERE h.inhrelid = ic.oid) AS "partition of",
            description.description AS comment
          FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
          JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
          LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = ic.oid AND k.conrelid = c.oid
            AND k.contype IN ('p', 'u', 'x')
          """
          + IN_RELATION
          + comment("pg_class", "ic.oid")
          + " WHERE c.relkind IN ('r', 'p', 'm') AND "
          + USERS_RELATION;

  /** pg_statistic_ext of 14 to 18; a target that is not set is -1 before 17 and null since. */
  private static final String STATISTICS =
      "SELECT 'statistics object' AS kind, format('%I.%I', sn.nspname, s.stxname) AS object"
          + OF_RELATION
          + " pg_get_statisticsobjdef(s.oid) AS definition,"
          + " nullif(s.stxstattarget, -1) AS \"statistics target\", "
          + role("s.stxowner")
          + " AS owner, description.description AS comment"
          + """
           FROM pg_catalog.pg_statistic_ext s JOIN pg_catalog.pg_class c ON c.oid = s.stxrelid
          JOIN pg_catalog.pg_namespace sn ON sn.oid = s.stxnamespace
          """
          + IN_RELATION
          + comment("pg_statistic_ext", "s.oid")
          + " WHERE "
          + USERS_RELATION;

  /**
   * pg_trigger of 14 to 18. The clones of a partitioned table's trigger count only where they are
   * switched on or off otherwise than it.
   */
  private static final String TRIGGERS =
      "SELECT 'trigger' AS kind, format('%I.%I.%I', n.nspname, c.relname, t.tgname) AS object"
          + OF_RELATION
          + """
           pg_get_triggerdef(t.oid) AS definition,
            CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
              ELSE 'origin' END AS enabled, description.description AS comment
          FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
          LEFT JOIN pg_catalog.pg_trigger p ON p.oid = t.tgparentid
          """
          + IN_RELATION
          + comment("pg_trigger", "t.oid")
          + " WHERE (NOT t.tgisinternal AND t.tgparentid = 0"
          + " OR t.tgparentid <> 0 AND NOT p.tgisinternal AND t.tgenabled <> p.tgenabled) AND "
          + USERS_RELATION;

  /** pg_rewrite of 14 to 18 without the rules that make views views. */
  private static final String RULES =
      "SELECT 'rule' AS kind, format('%I.%I.%I', n.nspname, c.relname, r.rulename) AS object"
          + OF_RELATION
          + """
           pg_get_ruledef(r.oid) AS definition,
            CASE r.ev_enabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always'
              ELSE 'origin' END AS enabled, description.description AS comment
          FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
          """
          + IN_RELATION
          + comment("pg_rewrite", "r.oid")
          + " WHERE r.rulename <> '_RETURN' AND "
          + USERS_RELATION;

  /** pg_policy of 14 to 18. */
  private static final String POLICIES =
      "SELECT 'policy' AS kind, format('%I.%I.%I', n.nspname, c.relname, p.polname) AS object"
          + OF_RELATION
          + """
           CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update'
              WHEN 'd' THEN 'delete' ELSE 'all' END AS command,
            CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END AS mode,
          """
          + "(SELECT string_agg("
          + role("x")
          + ", ', ' ORDER BY "
          + role("x")
          + " COLLATE \"C\") FROM unnest(p.polroles) x) AS roles,"
          + """
           pg_get_expr(p.polqual, p.polrelid) AS "using",
            pg_get_expr(p.polwithcheck, p.polrelid) AS "with check",
            description.description AS comment
          FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
          """
          + IN_RELATION
          + comment("pg_policy", "p.oid")
          + " WHERE "
          + USERS_RELATION;

  private TableCatalog() {}

  static List<String> queries() {
    return List.of(CONSTRAINTS, INDEXES, STATISTICS, TRIGGERS, RULES, POLICIES);
  }
}
