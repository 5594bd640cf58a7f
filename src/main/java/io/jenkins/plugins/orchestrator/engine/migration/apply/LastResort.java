package io.jenkins.plugins.orchestrator.engine.migration.apply;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/** What the client can do to its own side when the server cannot be asked to. */
interface LastResort {
  /** Asks in another way that the running statement be cancelled. Must not throw. */
  void cancel();

  /** Cuts the client loose. Must not throw. */
  void abort();

  /** Of a session of this process. */
  record OfSession(Connection connection) implements LastResort {
    @Override
    public void cancel() {
      try {
        // Needs neither a free connection slot nor a password.
        connection.unwrap(PGConnection.class).cancelQuery();
      } catch (SQLException e) {
        // The next stage follows anyway.
        return;
      }
    }

    @Override
    public void abort() {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is closed already.
        return;
      }
    }
  }

  /** Of a child process. */
  record OfProcess(Process process) implements LastResort {
    @Override
    public void cancel() {
      process.destroy();
    }

    @Override
    public void abort() {
      // What psql's \\! started would keep it.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
