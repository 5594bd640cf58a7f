package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.PoolerDetection;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives a restored database the name of the one in use, and keeps that under another name, which
 * {@link ReplacedDatabases} lists, drops and swaps back. The new one gets what the other has:
 * owner, grants, settings, connection limit, comment.
 *
 * <p>Both renames are one transaction. Sessions of the one in use are ended; who connects meanwhile
 * waits, is told once that the database was renamed, and finds the new one at the next attempt.
 */
public final class DatabaseSwap {
  /** Somebody is in the way, perhaps not for long; or our own session was ended. */
  private static final Set<String> MAY_PASS =
      Set.of("55006", "55P03", "57014", "40P01", "25P03", "42P04", "08006", "57P01");

  private static final int ATTEMPTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);
  private static final Duration ANALYZE_LIMIT = Duration.ofHours(6);
  private static final Duration ATTEMPT_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOST_LIMIT = Duration.ofSeconds(20);
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

  /** Tables that were never analyzed; 14 to 18. */
  private static final String WITHOUT_STATISTICS =
      "SELECT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'm')"
          + " AND c.reltuples < 0 AND NOT c.relisshared AND c.relpersistence <> 't'"
          + " AND c.relnamespace NOT IN ('pg_catalog'::pg_catalog.regnamespace,"
          + " 'information_schema'::pg_catalog.regnamespace))";

  private final RunId run;
  private final String environment;
  private final Redactor redactor;
  private final IntentJournal journal;
  private final SwapStep.Listener steps;

  /**
   * @param environment its name, for {@code application_name}
   * @param state where the journal is
   * @param copy takes every line of the journal besides
   */
  public DatabaseSwap(
      RunId run, String environment, StateDirectory state, Redactor redactor, JournalCopy copy) {
    this(run, environment, redactor, new IntentJournal(state, run, copy), step -> {});
  }

  DatabaseSwap(
      RunId run,
      String environment,
      Redactor redactor,
      IntentJournal journal,
      SwapStep.Listener steps) {
    this.run = run;
    this.environment = environment;
    this.redactor = redactor;
    this.journal = journal;
    this.steps = steps;
  }

  /**
   * Looks whether a database can be replaced, before there is another one; changes nothing.
   *
   * @return what was found; an ERROR stands in the way
   * @throws SwapException when the server could not be asked
   */
  public List<Finding> look(DatabaseTarget live) throws SwapException {
    try (CloneServer server = open(live)) {
      return new SwapPreflight(server, live.database()).ofLive();
    } catch (SQLException e) {
      throw failed(live, "looking whether it can be replaced", e);
    }
  }

  /**
   * Gives another database of the server the name of the one in use.
   *
   * @param live the one in use; the role renames both
   * @param other the name of the one that takes the place, which carries our mark
   * @throws SwapException when it may not be, or could not be
   * @throws CancelledException when it was cancelled before
   */
  public SwapResult swap(DatabaseTarget live, String other, Cancellation cancellation)
      throws SwapException {
    return swap(live, other, null, cancellation);
  }

  /**
   * The same, and writes down on the replaced one what has taken its place.
   *
   * @param origin what the other was made of, such as a backup's id; null when that is not known
   * @throws SwapException when it may not be, or could not be
   * @throws CancelledException when it was cancelled before
   */
  public SwapResult swap(
      DatabaseTarget live, String other, @Nullable String origin, Cancellation cancellation)
      throws SwapException {
    try {
      PoolerDetection.refuse(live, name("look"));
    } catch (SQLException e) {
      // That there is none is said below, with everything else.
      if (!"3D000".equals(e.getSQLState())) {
        throw failed(live, "connecting to it", e);
      }
    }
    try (CloneServer server = open(live)) {
      return swap(server, live, other, origin, cancellation);
    } catch (SQLException e) {
      throw failed(live, "the swap", e);
    } catch (IOException e) {
      throw new SwapException(
          live + " was not replaced: the journal could not be written: " + e.getMessage(), e);
    }
  }

  private SwapResult swap(
      CloneServer server,
      DatabaseTarget live,
      String other,
      @Nullable String origin,
      Cancellation cancellation)
      throws SwapException, SQLException, IOException {
    ServerLock alone =
        ServerLock.attempt(server.session(), ServerLock.swapping(live.database()), false);
    if (alone == null) {
      throw new SwapException(
          live + " is just being replaced by another run. Wait for its end, and look.", List.of());
    }
    List<Finding> findings = new ArrayList<>(look(server, live, other));
    FoundDatabase old = found(server, live.database());
    FoundDatabase next = found(server, other);
    // The reaper drops nothing that somebody uses.
    ServerLock use = ServerLock.attempt(server.session(), ServerLock.using(next.oid()), true);
    if (use == null) {
      throw new SwapException(live + ": database " + other + " is just being dropped.", List.of());
    }
    analyze(server, next, findings, cancellation);
    for (DatabaseProperties.Grant grant :
        DatabaseProperties.read(server.session(), old.name()).grantsOfOthers()) {
      findings.add(
          Finding.of(
              Finding.Severity.INFO,
              "swap-grantor",
              "The right "
                  + grant.privilege()
                  + " of "
                  + grant.grantee()
                  + " was given by another role than the owner; now the owner gives it.",
              null));
    }
    steps.reached(SwapStep.LOOKED);
    cancellation.check();
    JournalLine intent = JournalLine.swap(old.name(), next.oid(), server);
    journal.intend(intent);
    boolean decided = true;
    try {
      steps.reached(SwapStep.WRITTEN_DOWN);
      return attempts(server, live, old, next, origin, findings, cancellation);
    } catch (SwapException e) {
      decided = e.isDecided();
      throw e;
    } finally {
      // Once the transaction is over the server alone knows which is which.
      if (decided) {
        journal.settle(intent);
      } else {
        journal.leave(intent);
      }
      steps.reached(SwapStep.SETTLED);
    }
  }

  private List<Finding> look(CloneServer server, DatabaseTarget live, String other)
      throws SwapException, SQLException {
    List<Finding> findings = new ArrayList<>(new SwapPreflight(server, live.database()).of(other));
    if (isRefused(findings)) {
      throw SwapException.refused(live.toString(), findings);
    }
    for (String refused :
        new SwapTransaction(server, run, null, steps).rehearse(live.database(), other)) {
      findings.add(
          Finding.of(
              Finding.Severity.ERROR,
              "swap-not-carried-over",
              "role " + server.role() + " cannot give the new database " + refused + ".",
              "Grant it the right, or connect as a superuser."));
    }
    if (isRefused(findings)) {
      throw SwapException.refused(live.toString(), findings);
    }
    return findings;
  }

  private static boolean isRefused(List<Finding> findings) {
    return findings.stream().anyMatch(each -> each.severity() == Finding.Severity.ERROR);
  }

  private static FoundDatabase found(CloneServer server, String name) throws SQLException {
    return FoundDatabase.named(server.session(), name)
        .orElseThrow(() -> new SQLException("there is no database " + name, "3D000"));
  }

  /** Without statistics the first queries of the new database would be planned blindly. */
  private void analyze(
      CloneServer server, FoundDatabase next, List<Finding> findings, Cancellation cancellation)
      throws SQLException {
    if (!next.allowsConnections()) {
      findings.add(
          Finding.of(
              Finding.Severity.WARNING,
              "swap-not-analyzed",
              "Database " + next.name() + " is closed: whether it has statistics is not known.",
              "ANALYZE it."));
      return;
    }
    try (Session inside =
        Session.open(server.target(next.name()), SessionSettings.named(name("analyze")))) {
      BoundedSql.limit(inside, STATEMENT_LIMIT);
      if (isTrue(inside, WITHOUT_STATISTICS)) {
        BoundedSql.execute(inside, "ANALYZE", ANALYZE_LIMIT, cancellation);
      }
    }
  }

  private static boolean isTrue(Session session, String sql) throws SQLException {
    try (Statement statement = session.connection().createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private SwapResult attempts(
      CloneServer first,
      DatabaseTarget live,
      FoundDatabase old,
      FoundDatabase next,
      @Nullable String origin,
      List<Finding> findings,
      Cancellation cancellation)
      throws SwapException, SQLException {
    int ended = 0;
    try (OutageProbe probe = new OutageProbe(live, name("outage"), old.oid())) {
      boolean probing = probe.isAnswered(PROBE_LIMIT);
      for (int attempt = 1; ; attempt++) {
        cancellation.check();
        String kept = ReplacedName.free(first.session(), old.name(), Instant.now());
        try (CloneServer server = open(live);
            SessionEnder ender = ender(server)) {
          SQLException failure = null;
          Duration closed = Duration.ZERO;
          try {
            closed = new SwapTransaction(server, run, origin, steps).run(old, next, kept);
          } catch (SwapTransaction.CommitFailure e) {
            failure = isDone(first, server, live, old, next) ? null : e;
          } catch (SQLException e) {
            failure = e;
          }
          ended += ender.ended();
          if (failure == null) {
            steps.reached(SwapStep.COMMITTED);
            return result(old, kept, probing ? probe : null, closed, attempt, ended, findings);
          }
          if (attempt == ATTEMPTS || !MAY_PASS.contains(String.valueOf(failure.getSQLState()))) {
            add(failure, ender.failure());
            throw failure;
          }
        }
        pause(cancellation, attempt);
      }
    }
  }

  private static void add(SQLException failure, @Nullable SQLException further) {
    if (further != null) {
      failure.addSuppressed(further);
    }
  }

  private SessionEnder ender(CloneServer server) throws SQLException {
    Session session =
        Session.open(server.session().target(), SessionSettings.named(name("sessions")));
    BoundedSql.limit(session, STATEMENT_LIMIT);
    return new SessionEnder(
        session,
        server.session().backendPid(),
        ApplicationName.prefix(run),
        Deadline.after(ATTEMPT_LIMIT));
  }

  /** After a commit that did not come back: first its session ends, then the server is asked. */
  private boolean isDone(
      CloneServer asking,
      CloneServer lost,
      DatabaseTarget live,
      FoundDatabase old,
      FoundDatabase next)
      throws SwapException {
    try {
      InFlight.end(asking.session(), lost.session().backendPid(), Deadline.after(LOST_LIMIT));
      return found(asking, old.name()).oid() == next.oid();
    } catch (SQLException e) {
      throw SwapException.undecided(
          live
              + ": the connection was lost while the swap was committed, and the server does not"
              + " answer. It is not known whether it was done; the next run or reap says it."
              + " Until then one of both is in use under the name, whole. ("
              + redactor.redact(String.valueOf(e.getMessage()))
              + ")",
          e);
    }
  }

  private static SwapResult result(
      FoundDatabase old,
      String kept,
      @Nullable OutageProbe probe,
      Duration closed,
      int attempts,
      int ended,
      List<Finding> findings) {
    Duration outage = probe == null ? null : probe.outage(PROBE_LIMIT);
    if (outage == null) {
      findings.add(
          Finding.of(
              Finding.Severity.WARNING,
              "swap-outage-unknown",
              "The outage could not be measured: a session that asks "
                  + old.name()
                  + " all the time got no answer before or after.",
              "Look whether the role may connect to it."));
    }
    return new SwapResult(old.name(), kept, outage, closed, attempts, ended, findings);
  }

  private static void pause(Cancellation cancellation, int attempt) {
    cancellation.check();
    try {
      Thread.sleep(PAUSE.multipliedBy(attempt).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a database was swapped");
    }
  }

  private CloneServer open(DatabaseTarget live) throws SQLException {
    return CloneServer.of(live, name("swap"));
  }

  private String name(String purpose) {
    return ApplicationName.of(run, environment, purpose);
  }

  private SwapException failed(DatabaseTarget live, String what, SQLException e) {
    SnapshotException said = ServerErrors.doing(live.toString(), what, e, redactor);
    return new SwapException(String.valueOf(said.getMessage()), said);
  }
}
