package io.jenkins.plugins.orchestrator.engine.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Optional;
import org.postgresql.PGConnection;

/**
 * Finds out whether a connection pooler (PgBouncer, Odyssey, Pgpool-II, …) stands between us and
 * the server. Behind one in transaction mode a SET reaches other people's queries, an advisory lock
 * outlives its owner, and a cancel hits somebody else: so this is asked before any of them, by
 * statements that change nothing.
 */
public final class PoolerDetection {
  private static final String PID = "SELECT pg_catalog.pg_backend_pid()";
  private static final int ASKED = 3;

  /** What PgBouncer says to a parameter that it does not know. */
  private static final String REFUSED_PARAMETER = "unsupported startup parameter";

  private PoolerDetection() {}

  /**
   * Connects and looks.
   *
   * @param application for {@code application_name}
   * @throws SQLException when the server cannot be reached, or a pooler answered; says what to do
   */
  public static void refuse(DatabaseTarget target, String application) throws SQLException {
    try (Session session = Session.open(target, SessionSettings.named(application))) {
      Optional<String> pooler = check(session);
      if (pooler.isPresent()) {
        throw refusal(target, pooler.get());
      }
    } catch (SQLFeatureNotSupportedException e) {
      throw e;
    } catch (SQLException e) {
      if (String.valueOf(e.getMessage()).contains(REFUSED_PARAMETER)) {
        throw refusal(target, "it refuses parameters that every server takes");
      }
      throw e;
    }
  }

  private static SQLException refusal(DatabaseTarget target, String how) {
    return new SQLFeatureNotSupportedException(
        target
            + ": found a connection pooler ("
            + how
            + "), expected the server itself, because time limits, locks and settings would reach"
            + " other people's sessions. Name the host and port of PostgreSQL itself.",
        "0A000");
  }

  /**
   * What gives a pooler away: a server tells at login the process that serves the session, and the
   * same process answers every statement. TCP proxies, load balancers and port mappings pass that
   * through unchanged.
   *
   * @param session in no transaction
   * @return in words; empty when the server itself answers
   */
  public static Optional<String> check(Session session) throws SQLException {
    int told = session.connection().unwrap(PGConnection.class).getBackendPID();
    if (told != session.backendPid()) {
      return Optional.of(
          "process " + told + " logged us in, process " + session.backendPid() + " answers");
    }
    for (int i = 0; i < ASKED; i++) {
      try (Statement statement = session.connection().createStatement();
          ResultSet row = statement.executeQuery(PID)) {
        row.next();
        if (row.getInt(1) != told) {
          return Optional.of("process " + row.getInt(1) + " answers in place of " + told);
        }
      }
    }
    return Optional.empty();
  }
}
