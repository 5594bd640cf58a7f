package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.USER_SCHEMA;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.comment;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.noMember;
import static io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SqlParts.role;

import java.util.List;

/** Text search; all queries hold for 14 to 18. */
final class TextSearchCatalog {
  private static final String CONFIGURATIONS =
      head("configuration", "cfgname")
          + role("t.cfgowner")
          + " AS owner, description.description AS comment,"
          + """
           format('%I.%I', pn.nspname, p.prsname) AS parser,
            (SELECT string_agg(tokens.line, '; ' ORDER BY tokens.line COLLATE "C") FROM (
              SELECT tt.alias || ': ' || string_agg(format('%I.%I', dn.nspname, d.dictname), ', '
                  ORDER BY m.mapseqno) AS line
              FROM pg_catalog.pg_ts_config_map m
              JOIN ts_token_type(t.cfgparser) tt ON tt.tokid = m.maptokentype
              JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict
              JOIN pg_catalog.pg_namespace dn ON dn.oid = d.dictnamespace
              WHERE m.mapcfg = t.oid GROUP BY tt.alias) tokens) AS mappings
          FROM pg_catalog.pg_ts_config t JOIN pg_catalog.pg_namespace n ON n.oid = t.cfgnamespace
          JOIN pg_catalog.pg_ts_parser p ON p.oid = t.cfgparser
          JOIN pg_catalog.pg_namespace pn ON pn.oid = p.prsnamespace
          """
          + tail("pg_ts_config");

  private static final String DICTIONARIES =
      head("dictionary", "dictname")
          + role("t.dictowner")
          + " AS owner, description.description AS comment,"
          + """
           format('%I.%I', tn.nspname, x.tmplname) AS template, t.dictinitoption AS options
          FROM pg_catalog.pg_ts_dict t JOIN pg_catalog.pg_namespace n ON n.oid = t.dictnamespace
          JOIN pg_catalog.pg_ts_template x ON x.oid = t.dicttemplate
          JOIN pg_catalog.pg_namespace tn ON tn.oid = x.tmplnamespace
          """
          + tail("pg_ts_dict");

  private static final String PARSERS =
      head("parser", "prsname")
          + """
           description.description AS comment, concat_ws(', ', t.prsstart, t.prstoken, t.prsend,
              nullif(t.prsheadline::text, '-'), t.prslextype) AS functions
          FROM pg_catalog.pg_ts_parser t JOIN pg_catalog.pg_namespace n ON n.oid = t.prsnamespace
          """
          + tail("pg_ts_parser");

  private static final String TEMPLATES =
      head("template", "tmplname")
          + """
           description.description AS comment,
            concat_ws(', ', nullif(t.tmplinit::text, '-'), t.tmpllexize) AS functions
          FROM pg_catalog.pg_ts_template t JOIN pg_catalog.pg_namespace n ON n.oid = t.tmplnamespace
          """
          + tail("pg_ts_template");

  private TextSearchCatalog() {}

  static List<String> queries() {
    return List.of(CONFIGURATIONS, DICTIONARIES, PARSERS, TEMPLATES);
  }

  private static String head(String sort, String name) {
    return "SELECT 'text search %s' AS kind, format('%%I.%%I', n.nspname, t.%s) AS object, 'schema' AS parent_kind, quote_ident(n.nspname) AS parent, "
        .formatted(sort, name);
  }

  private static String tail(String catalog) {
    return comment(catalog, "t.oid")
        + " WHERE"
        + USER_SCHEMA
        + " AND "
        + noMember(catalog, "t.oid");
  }
}
