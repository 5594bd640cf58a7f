package io.jenkins.plugins.orchestrator.engine.postgres.fingerprint;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A piece of a transaction in which everything that changes how the server prints is pinned. It is
 * always rolled back, and with it every setting: the session is afterwards as it was, whether it
 * had a transaction open or not.
 */
public final class PinnedTransaction {
  /** What pg_dump pins too. */
  private static final String PIN =
      """
      SET LOCAL search_path = '';
      SET LOCAL DateStyle = 'ISO, YMD';
      SET LOCAL IntervalStyle = 'postgres';
      SET LOCAL TimeZone = 'UTC';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL bytea_output = 'hex';
      SET LOCAL lc_monetary = 'C';
      SET LOCAL quote_all_identifiers = off;
      SET LOCAL standard_conforming_strings = on;
      SET LOCAL jit = off\
      """;

  private final Connection connection;
  private final boolean wasAutoCommit;
  private final boolean wasIdle;

  private PinnedTransaction(Connection connection) throws SQLException {
    this.connection = connection;
    wasAutoCommit = connection.getAutoCommit();
    wasIdle =
        connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.IDLE;
  }

  /** Work that is done while the settings are pinned. */
  public interface Work<T> {
    /** Does it; must not commit. */
    T run() throws SQLException;
  }

  /**
   * Does the work and rolls back.
   *
   * @throws SQLException the work's, or also when the connection's transaction has failed before
   */
  public static <T> T run(Connection connection, Work<T> work) throws SQLException {
    PinnedTransaction transaction = new PinnedTransaction(connection);
    if (transaction.wasAutoCommit) {
      connection.setAutoCommit(false);
    }
    Savepoint savepoint = null;
    T result;
    try {
      savepoint = connection.setSavepoint();
      try (Statement statement = connection.createStatement()) {
        statement.execute(PIN);
      }
      result = work.run();
    } catch (SQLException | RuntimeException e) {
      try {
        transaction.end(savepoint);
      } catch (SQLException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    transaction.end(savepoint);
    return result;
  }

  private void end(@Nullable Savepoint savepoint) throws SQLException {
    if (wasIdle) {
      connection.rollback();
    } else if (savepoint != null) {
      connection.rollback(savepoint);
      connection.releaseSavepoint(savepoint);
    }
    if (wasAutoCommit) {
      connection.setAutoCommit(true);
    }
  }
}
