package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one transaction that swaps two databases. Until its commit nobody sees anything of it; when
 * the client, its machine or the network dies in the middle, the server rolls it back by itself
 * within seconds. There is no half of it that a recovery would have to repair.
 */
final class SwapTransaction {
  /**
   * Nobody can connect to the database in use while it is being renamed, also when that fails: then
   * it is tried again later.
   */
  static final Duration CLOSED_LIMIT = Duration.ofMillis(900);

  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);
  private static final Duration LOCK_LIMIT = Duration.ofSeconds(1);

  /** A client that is gone without a word: its transaction must not keep the database closed. */
  private static final Duration IDLE_LIMIT = Duration.ofSeconds(2);

  private final CloneServer server;
  private final RunId run;
  private final @Nullable String origin;
  private final SwapStep.Listener steps;

  /**
   * @param server whose session runs it
   * @param origin what the other database was made of, null when that is not known
   */
  SwapTransaction(CloneServer server, RunId run, @Nullable String origin, SwapStep.Listener steps) {
    this.server = server;
    this.run = run;
    this.origin = origin;
    this.steps = steps;
  }

  /**
   * Gives the other database everything that the one in use has, and takes it back.
   *
   * @return what cannot be given, in words
   */
  List<String> rehearse(String live, String other) throws SQLException {
    Session session = server.session();
    Connection connection = session.connection();
    List<String> refused = new ArrayList<>();
    connection.setAutoCommit(false);
    try {
      limit(session);
      for (DatabaseProperties.Step step : dress(live, other)) {
        Savepoint before = connection.setSavepoint();
        try {
          session.execute(step.sql());
        } catch (SQLException e) {
          if (connection.isClosed()) {
            throw e;
          }
          connection.rollback(before);
          refused.add(step.what() + " [" + e.getSQLState() + "]");
        }
      }
      return refused;
    } finally {
      end(connection);
    }
  }

  /**
   * Runs it once.
   *
   * @param kept the name for the one that was in use
   * @return how long nobody could connect
   * @throws SQLException when nothing was changed, or, with {@link CommitFailure}, perhaps
   *     everything
   */
  Duration run(FoundDatabase live, FoundDatabase other, String kept) throws SQLException {
    Session session = server.session();
    Connection connection = session.connection();
    connection.setAutoCommit(false);
    try {
      limit(session);
      for (DatabaseProperties.Step step : dress(live.name(), other.name())) {
        session.execute(step.sql());
      }
      // A name of its own for a moment: that locks it, and its sessions are gone, while the one in
      // use still answers.
      String moment = CloneName.next(run, Instant.now(), 's').toString();
      rename(other.name(), moment);
      requireSame(other, moment);
      steps.reached(SwapStep.DRESSED);
      requireSame(live, live.name());
      session.execute("SET LOCAL statement_timeout = " + CLOSED_LIMIT.toMillis());
      long closing = System.nanoTime();
      rename(live.name(), kept);
      // Only now that it is locked can nobody give the name to another one any more.
      requireSame(live, kept);
      steps.reached(SwapStep.OLD_RENAMED);
      rename(moment, live.name());
      session.execute(
          "COMMENT ON DATABASE "
              + Session.quoteIdentifier(kept)
              + " IS "
              + Session.quoteLiteral(mark(live, other).json()));
      steps.reached(SwapStep.BOTH_RENAMED);
      commit(connection);
      return Duration.ofNanos(System.nanoTime() - closing);
    } finally {
      end(connection);
    }
  }

  /** The commit did not come back: perhaps it was done. */
  static final class CommitFailure extends SQLException {
    private static final long serialVersionUID = 1L;

    CommitFailure(SQLException cause) {
      super(cause.getMessage(), cause.getSQLState(), cause);
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw new CommitFailure(e);
    }
  }

  private static void limit(Session session) throws SQLException {
    session.execute("SET LOCAL statement_timeout = " + STATEMENT_LIMIT.toMillis());
    session.execute("SET LOCAL lock_timeout = " + LOCK_LIMIT.toMillis());
    session.execute("SET LOCAL idle_in_transaction_session_timeout = " + IDLE_LIMIT.toMillis());
  }

  /** Read in the transaction: what somebody has just granted is carried over too. */
  private List<DatabaseProperties.Step> dress(String live, String other) throws SQLException {
    Session session = server.session();
    return DatabaseProperties.read(session, live)
        .stepsFor(other, DatabaseProperties.read(session, other));
  }

  private void rename(String from, String to) throws SQLException {
    server
        .session()
        .execute(
            "ALTER DATABASE "
                + Session.quoteIdentifier(from)
                + " RENAME TO "
                + Session.quoteIdentifier(to));
  }

  /** Names are looked up anew by every statement: what was renamed must be what was looked at. */
  private void requireSame(FoundDatabase looked, String renamed) throws SQLException {
    Optional<FoundDatabase> now = FoundDatabase.named(server.session(), renamed);
    if (now.isEmpty() || now.get().oid() != looked.oid()) {
      throw new SQLException(
          "database " + looked.name() + " is another one than a moment ago", "55000");
    }
  }

  private Mark mark(FoundDatabase live, FoundDatabase other) {
    return Mark.replaced(
        run.value(),
        server.role(),
        live.oid(),
        new Mark.Replaced(live.name(), other.oid(), System.currentTimeMillis(), origin));
  }

  private static void end(Connection connection) throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }
}
