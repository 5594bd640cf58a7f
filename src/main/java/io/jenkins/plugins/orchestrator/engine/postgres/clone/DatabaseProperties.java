package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a database has besides its contents and what no RENAME takes from one to the other: owner,
 * connection limit, comment, grants, settings.
 *
 * @param owner the owning role
 * @param connectionLimit -1 for none
 * @param comment null for none
 * @param grants all, those that are in force without having been given among them
 * @param settings of {@code ALTER DATABASE … SET} and {@code ALTER ROLE … IN DATABASE … SET}
 */
record DatabaseProperties(
    String owner,
    int connectionLimit,
    @Nullable String comment,
    List<Grant> grants,
    List<DatabaseSettings.Setting> settings) {
  DatabaseProperties {
    grants = List.copyOf(grants);
    settings = List.copyOf(settings);
  }

  /**
   * A right.
   *
   * @param grantee a role, null for PUBLIC
   * @param privilege {@code CREATE}, {@code CONNECT} or {@code TEMPORARY}
   * @param grantable whether the grantee may pass it on
   * @param byOwner whether the owner gave it, not somebody to whom it was passed on
   */
  record Grant(@Nullable String grantee, String privilege, boolean grantable, boolean byOwner) {}

  /**
   * A statement that gives a database something of these.
   *
   * @param what in words, without values
   */
  record Step(String what, String sql) {}

  /** Holds for 14 to 18; aclexplode names PUBLIC by OID 0. */
  private static final String GRANTS =
      "SELECT r.rolname, a.privilege_type, a.is_grantable, a.grantor = d.datdba"
          + " FROM pg_catalog.pg_database d, LATERAL pg_catalog.aclexplode("
          + "COALESCE(d.datacl, pg_catalog.acldefault('d', d.datdba))) a"
          + " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
          + " WHERE d.datname = ? AND (a.grantee = 0 OR r.oid IS NOT NULL)"
          + " ORDER BY 1 NULLS FIRST, 2, 4 DESC";

  /**
   * Reads them by the database's name, from any database of its server.
   *
   * @throws SQLException when there is none of that name
   */
  static DatabaseProperties read(Session session, String name) throws SQLException {
    FoundDatabase database =
        FoundDatabase.named(session, name)
            .orElseThrow(() -> new SQLException("there is no database " + name, "3D000"));
    List<Grant> grants = new ArrayList<>();
    try (PreparedStatement statement = session.connection().prepareStatement(GRANTS)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          grants.add(
              new Grant(
                  rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getBoolean(4)));
        }
      }
    }
    return new DatabaseProperties(
        database.owner(),
        database.connectionLimit(),
        database.comment(),
        grants,
        DatabaseSettings.read(session, name).settings());
  }

  /**
   * What gives them to another database in place of its own, in order, and opens it.
   *
   * @param name the other database's
   * @param own what that has now
   */
  List<Step> stepsFor(String name, DatabaseProperties own) {
    String database = Session.quoteIdentifier(name);
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            "the owner " + owner,
            "ALTER DATABASE " + database + " OWNER TO " + Session.quoteIdentifier(owner)));
    steps.add(
        new Step(
            "the connection limit",
            "ALTER DATABASE "
                + database
                + " WITH ALLOW_CONNECTIONS true CONNECTION LIMIT "
                + connectionLimit));
    Set<String> configured = new LinkedHashSet<>();
    for (DatabaseSettings.Setting setting : own.settings) {
      configured.add(DatabaseSettings.subject(setting.role(), database));
    }
    for (String subject : configured) {
      steps.add(new Step("its own settings' removal", "ALTER " + subject + " RESET ALL"));
    }
    for (DatabaseSettings.Setting setting : settings) {
      steps.add(
          new Step(
              "the " + DatabaseSettings.words(setting), DatabaseSettings.sql(setting, database)));
    }
    steps.addAll(grantSteps(database, own));
    steps.add(
        new Step(
            "the comment",
            "COMMENT ON DATABASE "
                + database
                + " IS "
                + (comment == null ? "NULL" : Session.quoteLiteral(comment))));
    return steps;
  }

  private List<Step> grantSteps(String database, DatabaseProperties own) {
    Set<String> had = new LinkedHashSet<>(List.of("PUBLIC", Session.quoteIdentifier(owner)));
    own.grants.forEach(grant -> had.add(grantee(grant)));
    List<Step> steps = new ArrayList<>();
    steps.add(
        new Step(
            "its own rights' removal",
            "REVOKE ALL ON DATABASE " + database + " FROM " + String.join(", ", had) + " CASCADE"));
    for (Grant grant : grants) {
      steps.add(
          new Step(
              "the right "
                  + grant.privilege()
                  + " of "
                  + (grant.grantee() == null ? "everybody" : "role " + grant.grantee()),
              "GRANT "
                  + grant.privilege()
                  + " ON DATABASE "
                  + database
                  + " TO "
                  + grantee(grant)
                  + (grant.grantable() ? " WITH GRANT OPTION" : "")));
    }
    return steps;
  }

  private static String grantee(Grant grant) {
    String role = grant.grantee();
    return role == null ? "PUBLIC" : Session.quoteIdentifier(role);
  }

  /** The rights that another role than the owner gave: the owner gives them from now on. */
  List<Grant> grantsOfOthers() {
    return grants.stream().filter(grant -> !grant.byOwner()).toList();
  }
}
