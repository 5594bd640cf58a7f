package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

/** The pieces that the catalog queries share; all hold for 14 to 18. */
final class SqlParts {
  /** Objects with a smaller OID were made by initdb (FirstNormalObjectId). */
  static final int FIRST_USER_OID = 16384;

  /** The pg_class row {@code c} as a kind. */
  static final String RELATION_KIND =
      """
      CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view'
        WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign table' WHEN 'S' THEN 'sequence'
        WHEN 'c' THEN 'type' ELSE 'index' END\
      """;

  /** The name of the pg_class row {@code c} in the pg_namespace row {@code n}. */
  static final String RELATION_NAME = "format('%I.%I', n.nspname, c.relname)";

  /** Leaves only schemas that a user made; {@code n} is a pg_namespace row. */
  static final String USER_SCHEMA =
      """
       n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'parallel_orchestrator')\
      """;

  private SqlParts() {}

  /** Leaves out what belongs to an extension. */
  static String noMember(String catalog, String oid) {
    return """
    NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend e
        WHERE e.classid = 'pg_catalog.%s'::pg_catalog.regclass AND e.objid = %s AND e.deptype = 'e')\
    """
        .formatted(catalog, oid);
  }

  /** Joins the object's comment as {@code description.description}. */
  static String comment(String catalog, String oid) {
    return comment(catalog, oid, "0");
  }

  /** Joins the comment of an object's part as {@code description.description}. */
  static String comment(String catalog, String oid, String part) {
    return """
     LEFT JOIN pg_catalog.pg_description description
         ON description.classoid = 'pg_catalog.%s'::pg_catalog.regclass
         AND description.objoid = %s AND description.objsubid = %s\
    """
        .formatted(catalog, oid, part);
  }

  /** A role's name; OID 0 is everybody. */
  static String role(String oid) {
    return "CASE WHEN "
        + oid
        + " = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid("
        + oid
        + ")) END";
  }

  /**
   * The grants of an object; {@code default} where they are what a new object of the owner has,
   * however that is stored.
   *
   * @param type {@code acldefault}'s, as an SQL expression
   */
  static String grants(String acl, String owner, String type) {
    return grants(acl, owner, type, "acldefault(" + type + ", " + owner + ")");
  }

  /** The same, where a new object has other grants than {@code acldefault} says. */
  static String grants(String acl, String owner, String type, String fresh) {
    return "CASE WHEN %1$s IS NULL OR %2$s IS NOT DISTINCT FROM %3$s THEN 'default' ELSE coalesce(%2$s, 'none') END"
        .formatted(acl, granted(acl, owner, type), granted(fresh, owner, type));
  }

  /**
   * Sorted entries. What the owner of such an object can have at most is called {@code ALL}: 17
   * added a privilege (MAINTAIN), and the same GRANT ALL must read the same in every version.
   */
  static String granted(String acl, String owner, String type) {
    return """
    (SELECT string_agg(entry, '; ' ORDER BY entry COLLATE "C") FROM (
        SELECT %1$s || '='
          || CASE WHEN array_agg(x.privilege_type) @> (
                SELECT array_agg(y.privilege_type) FROM aclexplode(acldefault(%5$s, %4$s)) y
                WHERE y.grantee = %4$s) THEN 'ALL'
             ELSE string_agg(x.privilege_type, ',' ORDER BY x.privilege_type COLLATE "C") END
          || CASE WHEN x.is_grantable THEN ' with grant option' ELSE '' END
          || ' by ' || %2$s AS entry
        FROM aclexplode(%3$s) x GROUP BY x.grantee, x.grantor, x.is_grantable) entries)\
    """
        .formatted(role("x.grantee"), role("x.grantor"), acl, owner, type);
  }

  /** Options that may hold secrets: their names, and a hash of names and values. */
  static String hashedOptions(String options) {
    return """
    (SELECT string_agg(o.option_name, ', ' ORDER BY o.option_name COLLATE "C") || ' #'
        || left(encode(sha256(convert_to(string_agg(o.option_name || '=' || coalesce(o.option_value, ''),
             chr(1) ORDER BY o.option_name COLLATE "C"), 'UTF8')), 'hex'), 16)
      FROM pg_options_to_table(%s) o)\
    """
        .formatted(options);
  }

  /** An array of texts, sorted. */
  static String sorted(String array) {
    return "(SELECT string_agg(item, ', ' ORDER BY item COLLATE \"C\") FROM unnest("
        + array
        + ") item)";
  }
}
