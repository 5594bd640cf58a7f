package io.jenkins.plugins.orchestrator.engine.migration.undo;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.sql.SQLException;

/**
 * A transaction that only reads, in one snapshot, under settings that make equal values print
 * equally whatever the database, the role or the scripts have set.
 */
final class PinnedReads implements AutoCloseable {
  private static final String SETTINGS =
      """
      SET LOCAL search_path = '';
      SET LOCAL row_security = off;
      SET LOCAL TimeZone = 'UTC';
      SET LOCAL DateStyle = 'ISO, YMD';
      SET LOCAL IntervalStyle = 'postgres';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL bytea_output = 'hex';
      SET LOCAL lc_monetary = 'C';
      SET LOCAL xmloption = 'content';
      SET LOCAL statement_timeout = 0;
      SET LOCAL jit = off;
      SET LOCAL max_parallel_workers_per_gather = 4
      """;

  private final Session session;

  PinnedReads(Session session) {
    this.session = session;
  }

  /** Begins it. */
  void begin() throws SQLException {
    session.execute("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    session.execute(SETTINGS);
  }

  @Override
  public void close() throws SQLException {
    session.execute("ROLLBACK");
  }
}
