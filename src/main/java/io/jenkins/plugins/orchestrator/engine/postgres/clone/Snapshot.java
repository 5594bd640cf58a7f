package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.SnapshotReport;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A throw-away database, or a disposable one that is used itself. Not safe for several threads. It
 * keeps a session in the server's maintenance database while its golden copy must stay.
 */
public final class Snapshot implements AutoCloseable {
  private final DatabaseTarget target;
  private final SnapshotReport report;
  private final boolean sharedServer;
  private final @Nullable SnapshotTaking taking;
  private final @Nullable CloneServer server;
  private final @Nullable MadeDatabase clone;
  private final @Nullable Golden golden;
  private final @Nullable DatabaseSettings settings;
  private boolean closed;

  /** A clone of an exclusive source. */
  Snapshot(
      SnapshotTaking taking,
      CloneServer server,
      MadeDatabase clone,
      SnapshotReport report,
      boolean sharedServer) {
    this(taking, server, clone, report, sharedServer, null, null);
  }

  /** A clone of a golden database. */
  Snapshot(
      SnapshotTaking taking,
      CloneServer server,
      MadeDatabase clone,
      SnapshotReport report,
      boolean sharedServer,
      @Nullable Golden golden,
      @Nullable DatabaseSettings settings) {
    this.taking = taking;
    this.server = server;
    this.clone = clone;
    this.target = server.target(clone.name().toString());
    this.report = report;
    this.sharedServer = sharedServer;
    this.golden = golden;
    this.settings = settings;
  }

  private Snapshot(DatabaseTarget target, SnapshotReport report) {
    this.target = target;
    this.report = report;
    this.sharedServer = true;
    this.taking = null;
    this.server = null;
    this.clone = null;
    this.golden = null;
    this.settings = null;
  }

  static Snapshot ofDisposable(
      EnvironmentConfiguration environment, SnapshotDecision decision, CloneWork work)
      throws SnapshotException {
    DatabaseTarget target = environment.source();
    try (Session session =
            Session.open(target, SessionSettings.named(work.applicationName("source")));
        Statement statement = session.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())")) {
      row.next();
      return new Snapshot(
          target,
          new SnapshotReport(
              "none",
              decision.reason(),
              target.toString(),
              target.toString(),
              session.version().toString(),
              row.getLong(1),
              false,
              null));
    } catch (SQLException e) {
      throw ServerErrors.connecting(target, e, work.redactor());
    }
  }

  /** How the database is reached. */
  public DatabaseTarget target() {
    return target;
  }

  public SnapshotReport report() {
    return report;
  }

  /**
   * Whether the source, or other people's databases, stand on the same server: what reaches beyond
   * a database (roles, settings of the server) must not run then.
   */
  public boolean sharedServer() {
    return sharedServer;
  }

  @Nullable Golden golden() {
    return golden;
  }

  @Nullable DatabaseSettings settings() {
    return settings;
  }

  /**
   * Another clone of the same state as this one had at its birth; closed on its own.
   *
   * @throws SnapshotException when there is no such state any more, or never was (strategy none)
   */
  public Snapshot again() throws SnapshotException {
    if (taking == null) {
      throw SnapshotException.of(
          target.toString(),
          "strategy: none",
          "a strategy that copies, because a second copy is needed",
          "Choose another strategy, or ask for nothing that needs a second copy.");
    }
    return taking.again(this);
  }

  /**
   * By what it is recognized when the run has ended.
   *
   * @throws IllegalStateException for a disposable database
   */
  public KeptClone identity() {
    if (clone == null) {
      throw new IllegalStateException(target + " is no clone");
    }
    return kept(clone);
  }

  /**
   * Sets from when on the reaper may drop the clone.
   *
   * @throws SnapshotException when it is not there any more, or was never a clone (strategy none)
   */
  public void expire(Instant expires) throws SnapshotException {
    CloneServer open = server;
    if (open == null || clone == null || taking == null) {
      throw notOurs("a mark");
    }
    try {
      new KeptMark(open, kept(clone), taking.work().redactor()).expire(expires);
    } catch (SQLException e) {
      throw ServerErrors.doing(target.toString(), "marking the clone", e, taking.work().redactor());
    }
  }

  /**
   * Lets the clone outlive the run: from now on its own mark alone says when it may go, see {@link
   * #expire}. Closing does nothing afterwards.
   *
   * @throws SnapshotException when that could not be written down; then it is still this run's
   */
  public KeptClone keep() throws SnapshotException {
    if (closed || taking == null || server == null || clone == null) {
      throw notOurs("to be kept");
    }
    CloneWork work = taking.work();
    try {
      work.journal().settle(clone.intent());
    } catch (IOException e) {
      throw new SnapshotException(
          work.state().path() + ": the journal could not be written: " + e.getMessage(), e);
    }
    closed = true;
    try (server) {
      if (golden != null) {
        new ReplacedGoldens(server, work).drop(golden.replaced());
      }
    } catch (SQLException e) {
      work.say("the session in " + server.place() + " was lost: " + e.getMessage());
    }
    return kept(clone);
  }

  private static KeptClone kept(MadeDatabase clone) {
    return new KeptClone(clone.name().run(), clone.name().toString(), clone.oid());
  }

  private SnapshotException notOurs(String what) {
    return SnapshotException.of(
        target.toString(),
        "a database that this run did not make, or has given away,",
        "a clone of its own for " + what,
        "Choose a snapshot.strategy that copies.");
  }

  /**
   * Drops the clone; a disposable database stays. Works after a cancellation and when sessions were
   * ended by others, within a minute or so; does nothing when it was closed before.
   *
   * @throws SnapshotException when it could not be dropped; then it is written down, and the next
   *     run or the reaper drops it
   */
  @Override
  public void close() throws SnapshotException {
    if (closed || taking == null || server == null || clone == null) {
      return;
    }
    closed = true;
    CloneWork work = taking.work();
    try (server) {
      new Cleanup(work).database(server, clone.name().toString(), clone.oid());
      if (golden != null) {
        new ReplacedGoldens(server, work).drop(golden.replaced());
      }
    } catch (SQLException e) {
      throw new SnapshotException(
          ServerErrors.doing(target.toString(), "dropping the clone", e, work.redactor())
                  .getMessage()
              + " It is written down: the next run or bin/orchestrate reap drops it.",
          e);
    } catch (IOException e) {
      throw new SnapshotException(
          work.state().path() + ": the journal could not be written: " + e.getMessage(), e);
    }
  }
}
