package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ALTER DATABASE … SET}, {@code ALTER ROLE … IN DATABASE … SET} and {@code GRANT … ON
 * DATABASE} said of the source: no copy takes it along, but scripts behave by it ({@code
 * search_path}, {@code timezone}, CREATE for the role that deploys).
 *
 * @param settings of the database
 * @param grants CREATE and TEMPORARY of roles; CONNECT is left out, and so is everything that
 *     PUBLIC has: nobody reads a clone who was not let in
 */
record DatabaseSettings(List<Setting> settings, List<Grant> grants) {
  /** A setting; of one role when that is not null. */
  record Setting(String name, String value, @Nullable String role) {}

  /** A right of a role. */
  record Grant(String privilege, String role) {}

  /** Holds for 14 to 18. */
  private static final String SETTINGS =
      "SELECT r.rolname, pg_catalog.split_part(c.entry, '=', 1),"
          + " pg_catalog.substr(c.entry, pg_catalog.strpos(c.entry, '=') + 1)"
          + " FROM pg_catalog.pg_db_role_setting s"
          + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole,"
          + " LATERAL pg_catalog.unnest(s.setconfig) AS c(entry)"
          + " WHERE s.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d"
          + " WHERE d.datname = ?) ORDER BY 1 NULLS FIRST, 2";

  /** Holds for 14 to 18. */
  private static final String GRANTS =
      "SELECT a.privilege_type, r.rolname FROM pg_catalog.pg_database d,"
          + " LATERAL pg_catalog.aclexplode(d.datacl) a"
          + " JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
          + " WHERE d.datname = ? AND a.grantee <> d.datdba"
          + " AND a.privilege_type IN ('CREATE', 'TEMPORARY') ORDER BY 2, 1";

  /** {@code GUC_LIST_QUOTE}: their stored value is a list that is quoted already. */
  private static final Set<String> LISTS =
      Set.of(
          "search_path",
          "temp_tablespaces",
          "session_preload_libraries",
          "local_preload_libraries",
          "unix_socket_directories");

  /** Reads them by the database's name, from any database of its server. */
  static DatabaseSettings read(Session session, String database) throws SQLException {
    List<Setting> settings = new ArrayList<>();
    try (var statement = session.connection().prepareStatement(SETTINGS)) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          settings.add(new Setting(rows.getString(2), rows.getString(3), rows.getString(1)));
        }
      }
    }
    List<Grant> grants = new ArrayList<>();
    try (var statement = session.connection().prepareStatement(GRANTS)) {
      statement.setString(1, database);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          grants.add(new Grant(rows.getString(1), rows.getString(2)));
        }
      }
    }
    return new DatabaseSettings(List.copyOf(settings), List.copyOf(grants));
  }

  /** Gives them to a clone; what cannot be given is said, because scripts may depend on it. */
  void apply(Session session, String clone, Consumer<String> messages) throws SQLException {
    String database = Session.quoteIdentifier(clone);
    for (Setting setting : settings) {
      attempt(session, sql(setting, database), "the database's " + words(setting), messages);
    }
    for (Grant grant : grants) {
      attempt(
          session,
          "GRANT "
              + grant.privilege()
              + " ON DATABASE "
              + database
              + " TO "
              + Session.quoteIdentifier(grant.role()),
          "the right " + grant.privilege() + " of role " + grant.role(),
          messages);
    }
  }

  /**
   * The statement that makes a setting.
   *
   * @param database quoted
   */
  static String sql(Setting setting, String database) {
    return "ALTER "
        + subject(setting.role(), database)
        + " SET "
        + name(setting.name())
        + " TO "
        + value(setting);
  }

  /** Whose settings they are: those of a database, or of a role in it. */
  static String subject(@Nullable String role, String database) {
    return role == null
        ? "DATABASE " + database
        : "ROLE " + Session.quoteIdentifier(role) + " IN DATABASE " + database;
  }

  /** A setting in words, without its value: people keep secrets in settings of their own. */
  static String words(Setting setting) {
    return "setting "
        + setting.name()
        + (setting.role() == null ? "" : " for role " + setting.role());
  }

  private static void attempt(Session session, String sql, String what, Consumer<String> messages)
      throws SQLException {
    try (Statement statement = session.connection().createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      if (session.connection().isClosed()) {
        throw e;
      }
      // Not its value: people keep secrets in settings of their own.
      messages.accept("the clone lacks " + what + " of the source [" + e.getSQLState() + "]");
    }
  }

  /** {@code a.b} is a setting of an extension: both parts are quoted. */
  private static String name(String setting) {
    List<String> parts = new ArrayList<>();
    for (String part : setting.split("\\.", -1)) {
      parts.add(Session.quoteIdentifier(part));
    }
    return String.join(".", parts);
  }

  private static String value(Setting setting) {
    if (!LISTS.contains(setting.name().toLowerCase(java.util.Locale.ROOT))) {
      return Session.quoteLiteral(setting.value());
    }
    List<String> quoted = new ArrayList<>();
    for (String element : elements(setting.value())) {
      quoted.add(Session.quoteLiteral(element));
    }
    return quoted.isEmpty() ? "''" : String.join(", ", quoted);
  }

  /** The elements of a list as the server stores it: {@code "$user", public}. */
  static List<String> elements(String list) {
    List<String> elements = new ArrayList<>();
    StringBuilder element = new StringBuilder();
    boolean quoted = false;
    boolean any = false;
    for (int i = 0; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        any = true;
        if (quoted && i + 1 < list.length() && list.charAt(i + 1) == '"') {
          element.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == ',' && !quoted) {
        elements.add(element.toString());
        element.setLength(0);
        any = false;
      } else if (quoted || !Character.isWhitespace(c)) {
        element.append(c);
        any = true;
      }
    }
    if (any) {
      elements.add(element.toString());
    }
    return elements;
  }
}
