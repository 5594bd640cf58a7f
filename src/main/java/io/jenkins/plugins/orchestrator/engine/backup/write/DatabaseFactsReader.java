package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.DatabaseFacts;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads what a dump of a database leaves out but a new one needs. */
final class DatabaseFactsReader {
  /** Holds for 14 to 18; the locale's columns are chosen by version. */
  private static final String SELF =
      "SELECT d.datname, d.oid::bigint, pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate,"
          + " d.datctype, pg_catalog.pg_get_userbyid(d.datdba), d.datconnlimit,"
          + " pg_catalog.shobj_description(d.oid, 'pg_database'),"
          + " pg_catalog.pg_database_size(d.oid), pg_catalog.pg_current_snapshot()::text,"
          + " (CASE WHEN pg_catalog.pg_is_in_recovery()"
          + " THEN pg_catalog.pg_last_wal_replay_lsn()"
          + " ELSE pg_catalog.pg_current_wal_insert_lsn() END)::text,"
          + " pg_catalog.transaction_timestamp(), d.datacl IS NULL, %s, %s, %s"
          + " FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()";

  /** Holds for 14 to 18. */
  private static final String SETTINGS =
      "SELECT r.rolname, pg_catalog.split_part(c.entry, '=', 1),"
          + " pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1)"
          + " FROM pg_catalog.pg_db_role_setting s"
          + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,"
          + " LATERAL pg_catalog.unnest(s.setconfig) WITH ORDINALITY AS c(entry, place)"
          + " WHERE s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d"
          + " WHERE d.datname = pg_catalog.current_database())"
          + " AND (s.setrole = 0 OR r.rolname IS NOT NULL) ORDER BY 1 NULLS FIRST, c.place";

  /** Who has which right, the owner and PUBLIC (null) too. Holds for 14 to 18. */
  private static final String GRANTS =
      "SELECT a.privilege_type, r.rolname, a.is_grantable FROM pg_catalog.pg_database d,"
          + " LATERAL pg_catalog.aclexplode(d.datacl) a"
          + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
          + " WHERE d.datname = pg_catalog.current_database()"
          + " AND (a.grantee = 0 OR r.rolname IS NOT NULL) ORDER BY 2 NULLS FIRST, 1";

  /** {@code GUC_LIST_QUOTE}: their stored value is a list whose elements are quoted already. */
  private static final Set<String> LISTS =
      Set.of(
          "local_preload_libraries",
          "search_path",
          "session_preload_libraries",
          "temp_tablespaces",
          "unix_socket_directories");

  private DatabaseFactsReader() {}

  /**
   * Reads in the snapshot's session.
   *
   * @param systemIdentifier of the cluster, null when it is not known
   */
  static DatabaseFacts read(Session session, @Nullable String systemIdentifier)
      throws SQLException {
    ServerVersion version = session.version();
    String provider = version.isAtLeast(15) ? "d.datlocprovider::text" : "'c'";
    String locale =
        version.isAtLeast(17) ? "d.datlocale" : version.isAtLeast(15) ? "d.daticulocale" : "NULL";
    String rules = version.isAtLeast(16) ? "d.daticurules" : "NULL";
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(SELF.formatted(provider, locale, rules))) {
      row.next();
      String name = row.getString(1);
      return new DatabaseFacts(
          name,
          row.getLong(2),
          DatabaseUrl.render(session.target(), false),
          systemIdentifier,
          version.toString(),
          row.getString(3),
          locale(row, version),
          row.getString(6),
          row.getInt(7),
          row.getString(8),
          settings(session, name),
          row.getBoolean(13) ? List.of() : grants(session, name, row.getString(6)),
          row.getLong(9),
          row.getString(10),
          row.getString(11),
          row.getTimestamp(12).toInstant());
    }
  }

  private static Map<String, String> locale(ResultSet row, ServerVersion version)
      throws SQLException {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("LC_COLLATE", row.getString(4));
    options.put("LC_CTYPE", row.getString(5));
    if (!version.isAtLeast(15)) {
      return options;
    }
    String locale = row.getString(15);
    switch (row.getString(14)) {
      case "i" -> {
        options.put("LOCALE_PROVIDER", "icu");
        options.put("ICU_LOCALE", locale);
        if (row.getString(16) != null) {
          options.put("ICU_RULES", row.getString(16));
        }
      }
      case "b" -> {
        options.put("LOCALE_PROVIDER", "builtin");
        options.put("BUILTIN_LOCALE", locale);
      }
      default -> options.put("LOCALE_PROVIDER", "libc");
    }
    return options;
  }

  private static List<String> settings(Session session, String database) throws SQLException {
    List<String> sql = new ArrayList<>();
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        String role = rows.getString(1);
        String subject =
            role == null
                ? "DATABASE " + Session.quoteIdentifier(database)
                : "ROLE "
                    + Session.quoteIdentifier(role)
                    + " IN DATABASE "
                    + Session.quoteIdentifier(database);
        sql.add(
            "ALTER "
                + subject
                + " SET "
                + parameter(rows.getString(2))
                + " TO "
                + value(rows.getString(2), rows.getString(3)));
      }
    }
    return sql;
  }

  /** Of an extension's parameter each part is an identifier. */
  private static String parameter(String name) {
    return List.of(name.split("\\.", -1)).stream()
        .map(Session::quoteIdentifier)
        .collect(Collectors.joining("."));
  }

  private static String value(String name, String value) {
    boolean quotedAlready =
        LISTS.contains(name.toLowerCase(java.util.Locale.ROOT)) && !value.isEmpty();
    return quotedAlready ? value : Session.quoteLiteral(value).strip();
  }

  private static List<String> grants(Session session, String database, String owner)
      throws SQLException {
    String on = " ON DATABASE " + Session.quoteIdentifier(database);
    List<String> sql = new ArrayList<>();
    // What is not granted must not be there by default.
    sql.add("REVOKE ALL" + on + " FROM PUBLIC");
    sql.add("REVOKE ALL" + on + " FROM " + Session.quoteIdentifier(owner));
    try (Statement statement = session.connection().createStatement();
        ResultSet rows = statement.executeQuery(GRANTS)) {
      while (rows.next()) {
        String role = rows.getString(2);
        sql.add(
            "GRANT "
                + rows.getString(1)
                + on
                + " TO "
                + (role == null ? "PUBLIC" : Session.quoteIdentifier(role))
                + (rows.getBoolean(3) ? " WITH GRANT OPTION" : ""));
      }
    }
    return sql;
  }

  /** What is not the default of a new database, as a script for psql; empty when all is. */
  static String script(DatabaseFacts facts) {
    StringBuilder sql = new StringBuilder();
    String database = Session.quoteIdentifier(facts.name());
    facts.settings().forEach(each -> sql.append(each).append(";\n"));
    if (facts.connectionLimit() != -1) {
      sql.append("ALTER DATABASE ")
          .append(database)
          .append(" CONNECTION LIMIT ")
          .append(facts.connectionLimit())
          .append(";\n");
    }
    String comment = facts.comment();
    if (comment != null) {
      sql.append("COMMENT ON DATABASE ")
          .append(database)
          .append(" IS ")
          .append(Session.quoteLiteral(comment).strip())
          .append(";\n");
    }
    facts.grants().forEach(each -> sql.append(each).append(";\n"));
    return sql.toString();
  }
}
