package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongFunction;

/**
 * Makes a database so that it can be found and dropped whatever happens: written down, created
 * closed, its OID written down, marked, taken from PUBLIC; only then may it be opened.
 */
final class DatabaseCreation {
  private final CloneServer server;
  private final IntentJournal journal;
  private final Cancellation cancellation;
  private final Duration limit;

  /**
   * @param limit for CREATE DATABASE
   */
  DatabaseCreation(
      CloneServer server, IntentJournal journal, Cancellation cancellation, Duration limit) {
    this.server = server;
    this.journal = journal;
    this.cancellation = cancellation;
    this.limit = limit;
  }

  /**
   * Makes a database that nobody can connect to yet.
   *
   * @param options of CREATE DATABASE, each after a blank
   * @param mark what its comment says, by its OID
   */
  MadeDatabase closed(CloneName name, String options, LongFunction<Mark> mark)
      throws SQLException, IOException {
    Session session = server.session();
    String quoted = Session.quoteIdentifier(name.toString());
    JournalLine intent =
        journal.intend(
            JournalLine.onServer(
                JournalLine.INTENT, JournalLine.DATABASE, name.toString(), server));
    BoundedSql.execute(
        session,
        "CREATE DATABASE " + quoted + options + " ALLOW_CONNECTIONS false",
        limit,
        cancellation);
    BoundedSql.limit(session, DatabaseDrop.STATEMENT_LIMIT);
    FoundDatabase made =
        FoundDatabase.named(session, name.toString())
            .orElseThrow(() -> new SQLException("database " + name + " is gone", "3D000"));
    journal.made(intent, made.oid());
    session.execute(
        "COMMENT ON DATABASE "
            + quoted
            + " IS "
            + Session.quoteLiteral(mark.apply(made.oid()).json()));
    session.execute("REVOKE ALL ON DATABASE " + quoted + " FROM PUBLIC");
    return new MadeDatabase(name, made.oid(), intent);
  }

  /** Lets its owner in, and whom the owner grants it. */
  void open(MadeDatabase database) throws SQLException {
    cancellation.check();
    server
        .session()
        .execute("ALTER DATABASE " + database.quotedName() + " WITH ALLOW_CONNECTIONS true");
  }
}
