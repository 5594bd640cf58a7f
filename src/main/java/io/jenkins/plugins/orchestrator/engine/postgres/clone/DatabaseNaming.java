package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a restored database a name that nobody has, with its owner, settings and rights, in one
 * transaction: nobody sees it under that name before it is whole.
 */
public final class DatabaseNaming {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final RunId run;
  private final String environment;
  private final Redactor redactor;

  /**
   * @param environment its name, for {@code application_name}
   */
  public DatabaseNaming(RunId run, String environment, Redactor redactor) {
    this.run = run;
    this.environment = environment;
    this.redactor = redactor;
  }

  /**
   * Gives it the name.
   *
   * @param target the name that it gets
   * @param restored the name that it has; it carries our mark
   * @param statements that dress it, each for the name that it has
   * @param comment that takes the mark's place, null for none
   * @return the statements that the server refused, in words: it lacks only these
   * @throws SwapException when the name is taken, or it could not be given: nothing was changed
   */
  @SuppressWarnings("try") // sessions are ended on a thread of its own
  public List<String> give(
      DatabaseTarget target, String restored, List<String> statements, @Nullable String comment)
      throws SwapException {
    String name = ApplicationName.of(run, environment, "name");
    try (CloneServer server = CloneServer.of(target.withDatabase(restored), name)) {
      boolean ours =
          FoundDatabase.named(server.session(), restored).flatMap(FoundDatabase::mark).isPresent();
      if (!ours) {
        throw new SwapException(
            target + ": found no mark of ours on database " + restored + ".", List.of());
      }
      try (SessionEnder ignored =
          new SessionEnder(
              Session.open(server.session().target(), SessionSettings.named(name)),
              server.session().backendPid(),
              ApplicationName.prefix(run),
              Deadline.after(LIMIT.multipliedBy(2)))) {
        return List.copyOf(
            give(server.session(), target.database(), restored, statements, comment));
      }
    } catch (SQLException e) {
      if ("42P04".equals(e.getSQLState())) {
        throw new SwapException(
            target
                + ": found a database of this name, which was made meanwhile; expected none. It was"
                + " not touched. Restore once more, with --replace to take its place.",
            e);
      }
      SnapshotException said =
          ServerErrors.doing(target.toString(), "naming the restored database", e, redactor);
      throw new SwapException(String.valueOf(said.getMessage()), said);
    }
  }

  private static List<String> give(
      Session session,
      String name,
      String restored,
      List<String> statements,
      @Nullable String comment)
      throws SQLException {
    Connection connection = session.connection();
    String quoted = Session.quoteIdentifier(restored);
    List<String> refused = new ArrayList<>();
    BoundedSql.limit(session, LIMIT);
    connection.setAutoCommit(false);
    try {
      for (String sql : statements) {
        Savepoint before = connection.setSavepoint();
        try {
          session.execute(sql);
        } catch (SQLException e) {
          if (connection.isClosed()) {
            throw e;
          }
          connection.rollback(before);
          refused.add(words(sql) + " [" + e.getSQLState() + "]");
        }
      }
      session.execute(
          "COMMENT ON DATABASE "
              + quoted
              + " IS "
              + (comment == null ? "NULL" : Session.quoteLiteral(comment)));
      session.execute("ALTER DATABASE " + quoted + " RENAME TO " + Session.quoteIdentifier(name));
      connection.commit();
      return refused;
    } finally {
      if (!connection.isClosed()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    }
  }

  /** Without a setting's value: people keep secrets in settings of their own. */
  private static String words(String sql) {
    int value = sql.indexOf(" TO ");
    return sql.startsWith("ALTER") && sql.contains(" SET ") && value > 0
        ? sql.substring(0, value)
        : sql;
  }
}
