package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.sql.SQLException;
import java.util.List;

/**
 * What somebody else's migration left behind in a database: invalid indexes, constraints that are
 * not validated, prepared transactions.
 */
public final class ObjectsLeftBehind {
  private final LeftBehind before;

  private ObjectsLeftBehind(LeftBehind before) {
    this.before = before;
  }

  /** Keeps what is there already. */
  public static ObjectsLeftBehind before(Session session) throws SQLException {
    return new ObjectsLeftBehind(LeftBehind.read(session.connection(), session.version()));
  }

  /**
   * What is there now and was not before.
   *
   * @param script the migration's name in the report
   */
  public List<Finding> after(Session session, String script, Redactor redactor)
      throws SQLException {
    LeftBehind now = LeftBehind.read(session.connection(), session.version());
    return AfterScript.objects(script, redactor, before, now);
  }
}
