package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;

/** Two sessions, of which one writes what the other reads; nothing of it touches a disk here. */
final class TablePipe {
  /** The server sends a message per row; taking messages of this size costs the other one less. */
  private static final int CHUNK = 64 * 1024;

  private final Session source;
  private final Session target;
  private final Redactor redactor;
  private final Cancellation cancellation;
  private final byte[] chunk = new byte[CHUNK];
  private int filled;

  /**
   * @param source in a transaction
   * @param target in none
   */
  TablePipe(Session source, Session target, Redactor redactor, Cancellation cancellation) {
    this.source = source;
    this.target = target;
    this.redactor = redactor;
    this.cancellation = cancellation;
  }

  /**
   * Copies a table. After a failure both sessions are closed.
   *
   * @throws SnapshotException that says which of both servers refused
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when the copy was
   *     cancelled
   */
  void copy(CopiedTable.Rows rows) throws SnapshotException {
    cancellation.check();
    Cancellation.Registration reading = BoundedSql.cancelling(source, cancellation);
    Cancellation.Registration writing = BoundedSql.cancelling(target, cancellation);
    boolean done = false;
    try {
      // FREEZE is for tables that were made or emptied in the same transaction.
      write(rows, () -> target.execute("BEGIN"));
      write(rows, () -> target.execute("TRUNCATE TABLE ONLY " + rows.table().quotedName()));
      CopyOut out = read(rows, () -> api(source).copyOut(rows.copyOut()));
      CopyIn in = write(rows, () -> api(target).copyIn(rows.copyIn()));
      pump(rows, out, in);
      write(rows, in::endCopy);
      write(rows, () -> target.execute("COMMIT"));
      done = true;
    } finally {
      reading.close();
      writing.close();
      if (!done) {
        end(source);
        end(target);
      }
    }
  }

  private void pump(CopiedTable.Rows rows, CopyOut out, CopyIn in) throws SnapshotException {
    filled = 0;
    for (byte[] row = read(rows, out::readFromCopy);
        row != null;
        row = read(rows, out::readFromCopy)) {
      if (filled + row.length > CHUNK) {
        flush(rows, in);
      }
      if (row.length > CHUNK) {
        byte[] large = row;
        write(rows, () -> in.writeToCopy(large, 0, large.length));
      } else {
        System.arraycopy(row, 0, chunk, filled, row.length);
        filled += row.length;
      }
    }
    flush(rows, in);
  }

  private void flush(CopiedTable.Rows rows, CopyIn in) throws SnapshotException {
    cancellation.check();
    int length = filled;
    if (length > 0) {
      write(rows, () -> in.writeToCopy(chunk, 0, length));
    }
    filled = 0;
  }

  private static CopyManager api(Session session) throws SQLException {
    return session.connection().unwrap(PGConnection.class).getCopyAPI();
  }

  private interface Action {
    void run() throws SQLException;
  }

  private interface Start<T> {
    T run() throws SQLException;
  }

  private <T> T read(CopiedTable.Rows rows, Start<T> action) throws SnapshotException {
    try {
      return action.run();
    } catch (SQLException e) {
      throw refused(source, "reading", rows, e);
    }
  }

  private <T> T write(CopiedTable.Rows rows, Start<T> action) throws SnapshotException {
    try {
      return action.run();
    } catch (SQLException e) {
      throw refused(target, "filling", rows, e);
    }
  }

  private void write(CopiedTable.Rows rows, Action action) throws SnapshotException {
    try {
      action.run();
    } catch (SQLException e) {
      throw refused(target, "filling", rows, e);
    }
  }

  private SnapshotException refused(
      Session session, String what, CopiedTable.Rows rows, SQLException e) {
    cancellation.check();
    return ServerErrors.doing(
        session.target().toString(), what + " table " + rows.table().quotedName(), e, redactor);
  }

  /** In the middle of a COPY an orderly end would wait for the rest of the rows. */
  private static void end(Session session) {
    BoundedSql.cancelQuietly(session);
    try {
      session.connection().abort(Runnable::run);
    } catch (SQLException e) {
      // Its socket is of no use any more, which is what was wanted.
      return;
    }
  }
}
