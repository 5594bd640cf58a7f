package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.sorted;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import java.util.List;

/** Publications and subscriptions, whose catalogs grow with every version. */
final class ReplicationCatalog {
  private ReplicationCatalog() {}

  static List<String> queries(ServerVersion version, boolean seesConnections) {
    return List.of(
        publications(version), publishedTables(version), subscriptions(version, seesConnections));
  }

  /** pg_publication; 15 added schemas, 18 generated columns. */
  private static String publications(ServerVersion version) {
    String schemas =
        version.isAtLeast(15)
            ? """
            (SELECT string_agg(quote_ident(n.nspname), ', ' ORDER BY n.nspname)
              FROM pg_catalog.pg_publication_namespace r
              JOIN pg_catalog.pg_namespace n ON n.oid = r.pnnspid WHERE r.pnpubid = p.oid)\
            """
            : "NULL";
    return "SELECT 'publication' AS kind, quote_ident(p.pubname) AS object, NULL AS parent_kind,"
        + " NULL AS parent, "
        + role("p.pubowner")
        + " AS owner, description.description AS comment,"
        + """
         CASE WHEN p.puballtables THEN 'yes' END AS "all tables",
          concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
            CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS publish,
          CASE WHEN p.pubviaroot THEN 'yes' END AS "via root",
        """
        + (version.isAtLeast(18)
            ? "CASE WHEN p.pubgencols <> 'n' THEN p.pubgencols::text END"
            : "NULL::text")
        + " AS \"generated columns\", "
        + schemas
        + " AS schemas"
        + " FROM pg_catalog.pg_publication p"
        + comment("pg_publication", "p.oid")
        + " WHERE "
        + noMember("pg_publication", "p.oid");
  }

  /** pg_publication_rel; 15 added column lists and row filters. */
  private static String publishedTables(ServerVersion version) {
    return """
    SELECT 'publication relation' AS kind,
      format('%s in publication %I', r.prrelid::pg_catalog.regclass, p.pubname) AS object,
      'publication' AS parent_kind, quote_ident(p.pubname) AS parent,
      r.prrelid::pg_catalog.regclass::text AS "table",
    """
        + (version.isAtLeast(15)
            ? """
              (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
                FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) AS columns,
              pg_get_expr(r.prqual, r.prrelid) AS filter
            """
            : " NULL AS columns, NULL AS filter")
        + " FROM pg_catalog.pg_publication_rel r"
        + " JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid";
  }

  /**
   * pg_subscription of the own database. Only superusers see connection strings; of those only a
   * hash leaves the server. Which state a two-phase subscription has reached is not schema.
   */
  private static String subscriptions(ServerVersion version, boolean seesConnections) {
    return "SELECT 'subscription' AS kind, quote_ident(s.subname) AS object, NULL AS parent_kind,"
        + " NULL AS parent, "
        + role("s.subowner")
        + " AS owner, description.description AS comment, s.subenabled::text AS enabled, "
        + sorted("s.subpublications")
        + " AS publications, s.subslotname::text AS slot, s.subsynccommit AS \"synchronous"
        + " commit\","
        + " s.subbinary::text AS \"binary\", CASE s.substream::text WHEN 'f' THEN 'false'"
        + " WHEN 't' THEN 'true' WHEN 'p' THEN 'parallel' ELSE s.substream::text END AS streaming, "
        + (version.isAtLeast(15)
            ? "(s.subtwophasestate <> 'd')::text AS \"two-phase\","
                + " s.subdisableonerr::text AS \"disable on error\", "
            : "'false' AS \"two-phase\", 'false' AS \"disable on error\", ")
        + (version.isAtLeast(16)
            ? "s.suborigin AS origin, s.subpasswordrequired::text AS \"password required\","
                + " s.subrunasowner::text AS \"run as owner\", "
            : "'any' AS origin, 'true' AS \"password required\", 'false' AS \"run as owner\", ")
        + (version.isAtLeast(17) ? "s.subfailover::text AS failover, " : "'false' AS failover, ")
        + (seesConnections
            ? "'#' || left(encode(sha256(convert_to(s.subconninfo, 'UTF8')), 'hex'), 16)"
            : "'not readable'")
        + " AS connection FROM pg_catalog.pg_subscription s"
        + comment("pg_subscription", "s.oid")
        + " WHERE s.subdbid = (SELECT d.oid FROM pg_catalog.pg_database d"
        + " WHERE d.datname = current_database())";
  }
}
