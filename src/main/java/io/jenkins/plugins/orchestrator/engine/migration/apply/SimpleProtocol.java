package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.TransactionState;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;

/**
 * Sends a text to the server as {@code psql} does: by the simple query protocol, exactly as it
 * stands. The driver's {@code Statement} would parse it again by other rules and keep every row of
 * a {@code SELECT} in memory; the calls below it do neither. The only class that uses them.
 */
final class SimpleProtocol {
  private static final int FLAGS =
      QueryExecutor.QUERY_EXECUTE_AS_SIMPLE
          | QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_ONESHOT
          | QueryExecutor.QUERY_NO_METADATA
          | QueryExecutor.QUERY_NO_RESULTS
          | QueryExecutor.QUERY_BOTH_ROWS_AND_STATUS;

  private static final int MAX_WARNINGS = 20;

  private final BaseConnection connection;

  SimpleProtocol(Connection connection) throws SQLException {
    this.connection = connection.unwrap(BaseConnection.class);
  }

  /**
   * What came of a statement.
   *
   * @param rows how many rows it changed or gave, -1 when the server does not say
   * @param warnings what the server warned of, notices not included
   */
  record Outcome(long rows, List<String> warnings) {}

  /** Runs one statement, or several as one implicit transaction, and drops the rows it gives. */
  Outcome execute(String sql) throws SQLException {
    Answer answer = new Answer();
    Query query =
        connection.getQueryExecutor().wrap(List.of(new NativeQuery(sql, SqlCommand.BLANK)));
    connection.getQueryExecutor().execute(query, null, answer, 0, 0, FLAGS);
    return new Outcome(answer.rows, answer.warnings);
  }

  /** Runs {@code COPY … FROM STDIN}; the number of rows. */
  long copyIn(String sql, Reader data) throws SQLException {
    try {
      return new CopyManager(connection).copyIn(sql, data);
    } catch (IOException e) {
      throw new SQLException("the data of COPY could not be sent: " + e.getMessage(), "08006", e);
    }
  }

  /** Runs {@code COPY … TO STDOUT} and drops what it gives; the number of rows. */
  long copyOut(String sql) throws SQLException {
    try {
      return new CopyManager(connection).copyOut(sql, OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new SQLException("the data of COPY could not be read: " + e.getMessage(), "08006", e);
    }
  }

  /** Whether the server is in a transaction, by its own last word. */
  boolean isInTransaction() {
    return connection.getTransactionState() != TransactionState.IDLE;
  }

  boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  private static final class Answer extends ResultHandlerBase {
    private final List<String> warnings = new ArrayList<>();
    private long rows = -1;

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      rows = saysRows(status) ? updateCount : -1;
    }

    private static boolean saysRows(String status) {
      return !status.isEmpty() && Character.isDigit(status.charAt(status.length() - 1));
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      if (warning instanceof PSQLWarning fromServer && warnings.size() < MAX_WARNINGS) {
        ServerErrorMessage message = fromServer.getServerErrorMessage();
        if (message != null && isWarning(message)) {
          warnings.add(String.valueOf(message.getMessage()));
        }
      }
    }

    /** By severity, which the server may translate, or by class; notices are neither. */
    private static boolean isWarning(ServerErrorMessage message) {
      String state = String.valueOf(message.getSQLState());
      return "WARNING".equals(message.getSeverity())
          || state.startsWith("01")
          || state.startsWith("25");
    }
  }

  /** What the server said about an error; null when the error is not the server's. */
  static @Nullable ServerErrorMessage serverMessage(SQLException error) {
    return error instanceof PSQLException fromServer ? fromServer.getServerErrorMessage() : null;
  }
}
