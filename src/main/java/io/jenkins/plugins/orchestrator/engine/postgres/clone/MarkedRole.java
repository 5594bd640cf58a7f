package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A role that a restore needed and a run made, as its comment says. */
record MarkedRole(String name, Mark mark) {
  /** Holds for 14 to 18. */
  private static final String QUERY =
      "SELECT r.rolname, r.oid::bigint, pg_catalog.shobj_description(r.oid, 'pg_authid')"
          + " FROM pg_catalog.pg_roles r WHERE NOT r.rolcanlogin"
          + " AND pg_catalog.shobj_description(r.oid, 'pg_authid') IS NOT NULL";

  private static final String STILL_NEEDED = "2BP01";

  /** Those that the session's role made. */
  static List<MarkedRole> of(CloneServer server) throws SQLException {
    List<MarkedRole> roles = new ArrayList<>();
    try (Statement statement = server.session().connection().createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        String name = rows.getString(1);
        long oid = rows.getLong(2);
        Mark.parse(rows.getString(3))
            .filter(mark -> mark.purpose().equals(Mark.ROLE) && mark.oid() == oid)
            .filter(mark -> mark.owner().equals(server.role()))
            .ifPresent(mark -> roles.add(new MarkedRole(name, mark)));
      }
    }
    return roles;
  }

  /**
   * Drops it.
   *
   * @return false when something depends on it
   */
  boolean drop(Session session) throws SQLException {
    try {
      session.execute("DROP ROLE IF EXISTS " + Session.quoteIdentifier(name));
      return true;
    } catch (SQLException e) {
      if (STILL_NEEDED.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }
}
