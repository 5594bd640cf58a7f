package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Opens the sessions at both ends of a copy, so that both write and read values alike, and no
 * server's habits end them while they wait for each other.
 */
final class PinnedCopySession {
  /** For one table. */
  static final Duration LIMIT = Duration.ofHours(6);

  /** As pg_dump and pg_restore have it. The driver itself asks for UTF-8. */
  private static final String PIN =
      "SET search_path = ''; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';"
          + " SET TimeZone = 'UTC'; SET extra_float_digits = 3; SET bytea_output = 'hex';"
          + " SET xmloption = 'content'; SET standard_conforming_strings = on;"
          + " SET row_security = off; SET synchronize_seqscans = off;"
          + " SET idle_in_transaction_session_timeout = 0";

  private PinnedCopySession() {}

  static Session open(DatabaseTarget target, SessionSettings settings) throws SQLException {
    Session session = Session.open(target, settings);
    try {
      BoundedSql.limit(session, LIMIT);
      session.execute(PIN);
      if (session.version().isAtLeast(17)) {
        session.execute("SET transaction_timeout = 0");
      }
      return session;
    } catch (SQLException | RuntimeException e) {
      session.close();
      throw e;
    }
  }
}
