package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.FIRST_USER_OID;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.granted;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.grants;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.hashedOptions;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.sorted;

import java.util.List;

/** What belongs to the database as a whole and to no schema; all queries hold for 14 to 18. */
final class DatabaseCatalog {
  private static final String TOP = " AS object, NULL AS parent_kind, NULL AS parent,";

  private static final String EXTENSIONS =
      "SELECT 'extension' AS kind, quote_ident(x.extname)"
          + TOP
          + " x.extversion AS version, quote_ident(n.nspname) AS schema,"
          + " description.description AS comment"
          + " FROM pg_catalog.pg_extension x JOIN pg_catalog.pg_namespace n ON n.oid ="
          + " x.extnamespace"
          + comment("pg_extension", "x.oid");

  private static final String EVENT_TRIGGERS =
      "SELECT 'event trigger' AS kind, quote_ident(t.evtname)"
          + TOP
          + role("t.evtowner")
          + " AS owner, t.evtevent AS event, t.evtfoid::pg_catalog.regprocedure::text AS function,"
          + " CASE t.evtenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A'"
          + " THEN 'always'"
          + " ELSE 'origin' END AS enabled, "
          + sorted("t.evttags")
          + " AS tags, description.description AS comment FROM pg_catalog.pg_event_trigger t"
          + comment("pg_event_trigger", "t.oid")
          + " WHERE "
          + noMember("pg_event_trigger", "t.oid");

  /** The entries of one schema add to the owner's defaults; those of all schemas replace them. */
  private static final String DEFAULT_PRIVILEGES =
      "SELECT 'default privileges' AS kind, format('%s of %s in %s', CASE d.defaclobjtype"
          + " WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'"
          + " WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END, "
          + role("d.defaclrole")
          + ", coalesce('schema ' || quote_ident(n.nspname), 'all schemas')) AS object,"
          + " CASE WHEN n.oid IS NOT NULL THEN 'schema' END AS parent_kind,"
          + " quote_ident(n.nspname) AS parent, CASE WHEN n.oid IS NULL THEN "
          + grants("d.defaclacl", "d.defaclrole", aclType())
          + " ELSE coalesce("
          + granted("d.defaclacl", "d.defaclrole", aclType())
          + ", 'none') END AS grants FROM pg_catalog.pg_default_acl d"
          + " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace"
          + " WHERE d.defaclnamespace = 0 OR"
          + SqlParts.USER_SCHEMA;

  private static final String WRAPPERS =
      "SELECT 'foreign-data wrapper' AS kind, quote_ident(w.fdwname)"
          + TOP
          + role("w.fdwowner")
          + " AS owner, "
          + grants("w.fdwacl", "w.fdwowner", "'F'")
          + " AS grants, nullif(w.fdwhandler, 0)::pg_catalog.regproc::text AS handler,"
          + " nullif(w.fdwvalidator, 0)::pg_catalog.regproc::text AS validator, "
          + hashedOptions("w.fdwoptions")
          + " AS options, description.description AS comment"
          + " FROM pg_catalog.pg_foreign_data_wrapper w"
          + comment("pg_foreign_data_wrapper", "w.oid")
          + " WHERE w.oid >= "
          + FIRST_USER_OID
          + " AND "
          + noMember("pg_foreign_data_wrapper", "w.oid");

  private static final String SERVERS =
      "SELECT 'server' AS kind, quote_ident(s.srvname) AS object,"
          + " 'foreign-data wrapper' AS parent_kind, quote_ident(w.fdwname) AS parent,"
          + role("s.srvowner")
          + " AS owner, "
          + grants("s.srvacl", "s.srvowner", "'S'")
          + " AS grants, quote_ident(w.fdwname) AS wrapper, s.srvtype AS type, s.srvversion"
          + " AS version, "
          + hashedOptions("s.srvoptions")
          + " AS options, description.description AS comment FROM pg_catalog.pg_foreign_server s"
          + " JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw"
          + comment("pg_foreign_server", "s.oid")
          + " WHERE "
          + noMember("pg_foreign_server", "s.oid");

  /** The view shows options only to those who may see them; the table only to superusers. */
  private static final String USER_MAPPINGS =
      "SELECT 'user mapping' AS kind, format('for %s server %I', "
          + role("u.umuser")
          + ", u.srvname) AS object, 'server' AS parent_kind, quote_ident(u.srvname) AS parent, "
          + hashedOptions("u.umoptions")
          + " AS options FROM pg_catalog.pg_user_mappings u";

  private DatabaseCatalog() {}

  static List<String> queries() {
    return List.of(
        EXTENSIONS, EVENT_TRIGGERS, DEFAULT_PRIVILEGES, WRAPPERS, SERVERS, USER_MAPPINGS);
  }

  private static String aclType() {
    return "CASE d.defaclobjtype WHEN 'S' THEN 's'::\"char\" ELSE d.defaclobjtype END";
  }
}
