package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.apply.Watch.Stage;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.CopyData;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.Finding.Severity;
import io.jenkins.plugins.orchestrator.engine.report.ScriptError;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs the statements of one script, in one session that was just reset. */
final class ScriptRun {
  /** How long rolling back may take before the session is ended instead. */
  private static final Duration ROLLBACK = Duration.ofSeconds(30);

  /**
   * How long dropping an invalid index may take: whoever made the build wait may still be there.
   */
  private static final Duration CLEANUP = Duration.ofSeconds(10);

  private static final int ROLLBACK_ATTEMPTS = 5;

  private final Connection connection;
  private final SimpleProtocol protocol;
  private final Watch watch;
  private final SessionSetup setup;
  private final ApplySettings settings;
  private final LexedScript script;
  private final ScriptErrors errors;
  private final Redactor redactor;
  private final Cancellation cancellation;
  private final Deadline deadline;

  private final List<StatementReport> reports = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private Stage stage = Stage.NOTHING;
  private @Nullable String indexHint;
  private boolean wasSignalled;

  ScriptRun(
      Connection connection,
      SimpleProtocol protocol,
      Watch watch,
      SessionSetup setup,
      ApplySettings settings,
      LexedScript script,
      ScriptErrors errors,
      Redactor redactor,
      Cancellation cancellation,
      Deadline deadline) {
    this.connection = connection;
    this.protocol = protocol;
    this.watch = watch;
    this.setup = setup;
    this.settings = settings;
    this.script = script;
    this.errors = errors;
    this.redactor = redactor;
    this.cancellation = cancellation;
    this.deadline = deadline;
  }

  /** One call to the server. */
  private interface Call<T> {
    T run() throws SQLException;
  }

  /** An error, and what it means. */
  private static final class Stopped extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient ScriptError error;
    private final Status status;

    Stopped(Status status, ScriptError error, Throwable cause) {
      super(cause);
      this.status = status;
      this.error = error;
    }
  }

  /**
   * Runs all statements. May be called again after a reset of the session.
   *
   * @param transactional in a transaction of ours
   * @throws CancelledException after rolling back
   */
  ScriptResult run(boolean transactional) {
    reports.clear();
    findings.clear();
    Stopped stopped = null;
    try {
      begin(transactional);
      for (SqlStatement statement : script.statements()) {
        execute(statement);
      }
      end(transactional);
    } catch (Stopped e) {
      stopped = e;
    } finally {
      // Also when the run was cancelled.
      if (wasSignalled || protocol.isInTransaction()) {
        rollback();
      }
    }
    if (stopped == null) {
      return new ScriptResult(Status.PASSED, transactional, reports, null, findings);
    }
    cancellation.check();
    return new ScriptResult(stopped.status, transactional, reports, stopped.error, findings);
  }

  private void begin(boolean transactional) throws Stopped {
    try {
      String sql = setup.sql();
      guarded(deadline, () -> protocol.execute(transactional ? sql + "; BEGIN" : sql));
    } catch (SQLException e) {
      ScriptError error = errors.ofSession(e);
      throw new Stopped(Status.FAILED, error, e);
    }
  }

  private void end(boolean transactional) throws Stopped {
    if (!protocol.isInTransaction()) {
      return;
    }
    List<SqlStatement> statements = script.statements();
    if (!transactional) {
      SqlStatement last = statements.get(statements.size() - 1);
      ScriptError error =
          errors.of(
              last,
              "the script ends inside a transaction that it began itself; it was rolled back",
              "end the script with COMMIT");
      throw new Stopped(Status.FAILED, error, null);
    }
    long start = System.nanoTime();
    try {
      guarded(deadline, () -> protocol.execute("COMMIT"));
    } catch (SQLException e) {
      Duration duration = Duration.ofNanos(System.nanoTime() - start);
      Failure failure = new Failure(e, stage, duration, settings, deadline);
      ScriptError error =
          statements.isEmpty()
              ? errors.of("COMMIT failed: " + e.getMessage(), e.getSQLState(), null)
              : errors.of(
                  statements.get(statements.size() - 1),
                  e,
                  "at the COMMIT behind the last statement: " + failure.messageOr(e.getMessage()),
                  null,
                  failure.hint());
      throw new Stopped(failure.status(), error, e);
    }
  }

  private void execute(SqlStatement statement) throws Stopped {
    if (deadline.hasPassed()) {
      String message = Failure.overdue(settings.scriptTimeout(), "script");
      throw new Stopped(Status.TIMED_OUT, errors.of(statement, message, null), null);
    }
    long start = System.nanoTime();
    try {
      long rows = statement.is(Trait.CONCURRENTLY) ? concurrently(statement) : call(statement);
      report(statement, Status.PASSED, start, rows);
    } catch (SQLException e) {
      Duration duration = Duration.ofNanos(System.nanoTime() - start);
      Failure failure = new Failure(e, stage, duration, settings, deadline);
      report(
          statement, cancellation.isCancelled() ? Status.CANCELLED : failure.status(), start, -1);
      throw new Stopped(failure.status(), error(statement, e, failure), e);
    }
  }

  private ScriptError error(SqlStatement statement, SQLException e, Failure failure) {
    String detail = null;
    if (failure.waitedForOthers() && !protocol.isClosed()) {
      rollback();
      detail = OpenTransactions.describe(connection);
    }
    String hint = indexHint == null ? failure.hint() : indexHint;
    return errors.of(statement, e, failure.message(), detail, hint);
  }

  private long concurrently(SqlStatement statement) throws SQLException {
    if (protocol.isInTransaction()) {
      // The server says what is wrong with that.
      return call(statement);
    }
    ConcurrentIndex index = guarded(deadline, () -> ConcurrentIndex.prepare(connection, statement));
    long rows;
    try {
      rows = call(statement);
    } catch (SQLException e) {
      if (!protocol.isClosed()) {
        afterFailure(index, e);
      }
      throw e;
    }
    findings.addAll(guarded(deadline, index::succeeded));
    return rows;
  }

  private void afterFailure(ConcurrentIndex index, SQLException e) {
    Stage of = stage;
    if (wasSignalled) {
      rollback();
    }
    watch.arm(Deadline.after(CLEANUP));
    try {
      findings.addAll(index.failed());
      if ("42P07".equals(e.getSQLState())) {
        indexHint = index.hintForDuplicate();
      }
    } catch (SQLException another) {
      e.addSuppressed(another);
    } finally {
      wasSignalled |= watch.disarm() != Stage.NOTHING;
      stage = of;
    }
  }

  private long call(SqlStatement statement) throws SQLException {
    CopyData data = statement.copyData();
    if (data != null) {
      String lines = script.script().sql().substring(data.start(), data.end());
      return guarded(limit(), () -> protocol.copyIn(statement.text(), new StringReader(lines)));
    }
    if (statement.is(Trait.COPY_TO_STDOUT)) {
      return guarded(limit(), () -> protocol.copyOut(statement.text()));
    }
    SimpleProtocol.Outcome outcome = guarded(limit(), () -> protocol.execute(statement.text()));
    for (String warning : outcome.warnings()) {
      findings.add(
          new Finding(
              Severity.INFO,
              "server-warning",
              redactor.redact("The server warned: " + warning),
              script.script().file(),
              statement.line(),
              null,
              null));
    }
    Optional<String> reset = ResetSetting.after(statement, setup.settings());
    if (reset.isPresent()) {
      guarded(limit(), () -> protocol.execute(reset.get()));
    }
    return outcome.rows();
  }

  private Deadline limit() {
    return deadline.orEarlier(Deadline.after(settings.longestStatement()));
  }

  /** Calls the server under the watchdog's eyes; {@code stage} says what it did. */
  private <T> T guarded(Deadline until, Call<T> call) throws SQLException {
    watch.arm(until);
    try {
      // After arming: a signal that was given before it found nothing to cancel.
      cancellation.check();
      return call.run();
    } finally {
      stage = watch.disarm();
      wasSignalled |= stage != Stage.NOTHING;
    }
  }

  /** Ends any transaction; takes in a cancel that came too late for its statement. */
  private void rollback() {
    for (int attempt = 0; attempt < ROLLBACK_ATTEMPTS && !protocol.isClosed(); attempt++) {
      watch.arm(Deadline.after(ROLLBACK));
      try {
        protocol.execute("ROLLBACK");
      } catch (SQLException e) {
        continue;
      } finally {
        wasSignalled = watch.disarm() != Stage.NOTHING;
      }
      if (!wasSignalled && !protocol.isInTransaction()) {
        return;
      }
    }
  }

  private void report(SqlStatement statement, Status status, long start, long rows) {
    reports.add(
        new StatementReport(
            statement.index(),
            statement.line(),
            statement.column(),
            Excerpt.ofStatement(statement, redactor),
            status,
            Duration.ofNanos(System.nanoTime() - start),
            rows));
  }
}
