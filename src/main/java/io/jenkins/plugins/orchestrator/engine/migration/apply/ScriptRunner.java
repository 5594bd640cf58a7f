package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.ScriptLexer;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts one after the other in one session, each as {@code psql -f} would in a session of
 * its own: in one transaction unless the script or a statement of it forbids that, under limits
 * that it cannot switch off, and with everything that it changed in the session taken back
 * afterwards. The session must be the runner's alone: between scripts it loses its temporary
 * tables, its prepared statements, and its advisory locks.
 */
public final class ScriptRunner {
  /** For what the runner itself does before and after a script. */
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(30);

  private final Session session;
  private final ApplySettings settings;
  private final Watchdog watchdog;
  private final Redactor redactor;
  private final RunClock clock;
  private final Cancellation cancellation;
  private final @Nullable PsqlCommand psql;
  private @Nullable Prepared prepared;

  /**
   * What is found out once.
   *
   * @param state the database's after the last script
   */
  private record Prepared(
      SimpleProtocol protocol, SessionSetup setup, Watch watch, LeftBehind state) {
    Prepared with(LeftBehind newState) {
      return new Prepared(protocol, setup, watch, newState);
    }
  }

  /**
   * @param session with {@code autocommit}, in no transaction, used by nobody else
   * @param watchdog of the same server
   */
  public ScriptRunner(
      Session session,
      ApplySettings settings,
      Watchdog watchdog,
      Redactor redactor,
      RunClock clock,
      Cancellation cancellation) {
    this(session, settings, watchdog, redactor, clock, cancellation, null);
  }

  /**
   * @param psql how psql is started, for {@link ApplySettings#psql()}; null without it
   */
  public ScriptRunner(
      Session session,
      ApplySettings settings,
      Watchdog watchdog,
      Redactor redactor,
      RunClock clock,
      Cancellation cancellation,
      @Nullable PsqlCommand psql) {
    if (settings.psql() && psql == null) {
      throw new IllegalArgumentException("scripts are to run through psql, but there is no psql");
    }
    this.session = session;
    this.settings = settings;
    this.watchdog = watchdog;
    this.redactor = redactor;
    this.clock = clock;
    this.cancellation = cancellation;
    this.psql = psql;
  }

  /**
   * Whether the runner will wrap a script in a transaction of its own, as far as the text tells: a
   * script that calls a procedure with COMMIT inside begins in a transaction and is then run again
   * without. What is not wrapped can stop half-way.
   */
  public static boolean runsInTransaction(ScriptText script) {
    return runsInTransaction(ScriptLexer.lex(script));
  }

  private static boolean runsInTransaction(LexedScript script) {
    return script.script().transaction() == TransactionMode.AUTO
        && !script.controlsTransactions()
        && script.firstNotInTransaction().isEmpty();
  }

  /**
   * Runs a script.
   *
   * @return also when it failed or timed out; by then its transaction is rolled back
   * @throws CancelledException after rolling back
   */
  public ScriptReport run(String version, ScriptText script, Direction direction) {
    cancellation.check();
    Duration start = clock.elapsed();
    LexedScript lexed = ScriptLexer.lex(script);
    ScriptErrors errors = new ScriptErrors(lexed, redactor);
    List<Finding> findings = new ArrayList<>();
    ScriptResult result;
    if (!lexed.problems().isEmpty() && !settings.psql()) {
      result = ScriptResult.failed(Status.FAILED, errors.of(lexed.problems().get(0)));
    } else {
      try {
        Prepared ready = prepare();
        result = settings.psql() ? runPsql(ready, lexed, errors) : runHere(ready, lexed, errors);
        findings.addAll(result.findings());
        findings.addAll(unwrapped(lexed));
        findings.addAll(finish(ready, script, result));
      } catch (SQLException e) {
        cancellation.check();
        result = ScriptResult.failed(Status.FAILED, errors.ofSession(e));
      } catch (CancelledException e) {
        resetAfterCancel();
        throw e;
      }
    }
    return new ScriptReport(
        version,
        script.file(),
        direction,
        result.status(),
        start,
        clock.elapsed().minus(start),
        result.transactional(),
        result.statements(),
        result.error(),
        findings);
  }

  /** Says when a script could stop half-way that does not look like it. */
  private List<Finding> unwrapped(LexedScript script) {
    if (settings.psql()
        || script.script().transaction() == TransactionMode.NONE
        || script.controlsTransactions()
        || script.statements().size() < 2) {
      return List.of();
    }
    return script.firstNotInTransaction().stream()
        .map(
            statement ->
                new Finding(
                    Finding.Severity.INFO,
                    "not-transactional",
                    "The script does not run in a transaction because a statement of it cannot:"
                        + " a failure half-way leaves its first half.",
                    script.script().file(),
                    statement.line(),
                    null,
                    "Put the statement into a script of its own."))
        .toList();
  }

  private Prepared prepare() throws SQLException {
    if (prepared == null) {
      SessionSetup setup = SessionSetup.of(session, settings);
      Watch watch = watchdog.watch(session);
      LeftBehind state = LeftBehind.read(session.connection(), session.version());
      prepared = new Prepared(new SimpleProtocol(session.connection()), setup, watch, state);
      reset(prepared);
    }
    return prepared;
  }

  private ScriptResult runHere(Prepared ready, LexedScript lexed, ScriptErrors errors)
      throws SQLException {
    Deadline deadline = Deadline.after(settings.scriptTimeout());
    ScriptRun run =
        new ScriptRun(
            session.connection(),
            ready.protocol(),
            ready.watch(),
            ready.setup(),
            settings,
            lexed,
            errors,
            redactor,
            cancellation,
            deadline);
    Cancellation.Registration registration = cancellation.onCancel(ready.watch()::fire);
    try {
      boolean transactional = runsInTransaction(lexed);
      ScriptResult result = run.run(transactional);
      if (transactional && result.wantsNoTransaction()) {
        reset(ready);
        return run.run(false).because(result);
      }
      return result;
    } finally {
      registration.close();
    }
  }

  private ScriptResult runPsql(Prepared ready, LexedScript lexed, ScriptErrors errors)
      throws SQLException {
    PsqlCommand command = Objects.requireNonNull(psql);
    Optional<ScriptError> refused =
        new IncludedFiles(command.directory(), settings.sharedServer(), redactor).refused(lexed);
    if (refused.isPresent()) {
      return ScriptResult.failed(Status.FAILED, refused.get());
    }
    String name = session.connection().getClientInfo("ApplicationName");
    PsqlEnvironment environment =
        new PsqlEnvironment(
            session.target(), name == null ? "" : name, ready.setup(), command.environment());
    return new PsqlRun(command, environment, settings, watchdog, lexed, errors, cancellation).run();
  }

  /** Looks at what the script left behind and makes the session as good as new. */
  private List<Finding> finish(Prepared ready, ScriptText script, ScriptResult result) {
    if (ready.protocol().isClosed()) {
      return List.of();
    }
    Watch watch = ready.watch();
    watch.arm(Deadline.after(HOUSEKEEPING));
    try {
      LeftBehind now = LeftBehind.read(session.connection(), session.version());
      List<Finding> findings =
          new AfterScript(script.file(), ready.setup(), redactor)
              .findings(ready.state(), now, result);
      prepared = ready.with(now);
      ready.protocol().execute(SessionSetup.RESET);
      return findings;
    } catch (SQLException e) {
      return List.of(
          new Finding(
              Finding.Severity.WARNING,
              "not-checked",
              redactor.redact("What the script left behind is unknown: " + e.getMessage()),
              script.file(),
              null,
              null,
              null));
    } finally {
      watch.disarm();
    }
  }

  private void resetAfterCancel() {
    if (prepared != null && !prepared.protocol().isClosed()) {
      try {
        reset(prepared);
      } catch (SQLException e) {
        // The next script finds the session unusable and says so.
        return;
      }
    }
  }

  private void reset(Prepared ready) throws SQLException {
    ready.watch().arm(Deadline.after(HOUSEKEEPING));
    try {
      ready.protocol().execute(SessionSetup.RESET);
    } finally {
      ready.watch().disarm();
    }
  }
}
