package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.apply.Watch.Stage;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PasswordFile;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a script through {@code psql -X -v ON_ERROR_STOP=1 -f -}, where the user chose that. psql's
 * session is watched like our own; its process is ended when that does not help.
 */
final class PsqlRun {
  /**
   * How long psql may take to end by itself when its time is up or the run is cancelled. It waits
   * for its statement, which is being cancelled, or for something on this machine.
   */
  private static final Duration EXIT = Duration.ofSeconds(5);

  private static final int POLL_MILLIS = 20;

  private final PsqlCommand command;
  private final PsqlEnvironment environment;
  private final ApplySettings settings;
  private final Watchdog watchdog;
  private final LexedScript script;
  private final ScriptErrors errors;
  private final Cancellation cancellation;

  PsqlRun(
      PsqlCommand command,
      PsqlEnvironment environment,
      ApplySettings settings,
      Watchdog watchdog,
      LexedScript script,
      ScriptErrors errors,
      Cancellation cancellation) {
    this.command = command;
    this.environment = environment;
    this.settings = settings;
    this.watchdog = watchdog;
    this.script = script;
    this.errors = errors;
    this.cancellation = cancellation;
  }

  ScriptResult run() throws SQLException {
    Deadline deadline = Deadline.after(settings.scriptTimeout());
    try (PasswordFile passwords = command.passwords().file(environment.target());
        PsqlProcess psql = PsqlProcess.start(command, environment.variables(passwords))) {
      Stage stage = Stage.NOTHING;
      Watchdog.Backend backend = psql.backend(deadline);
      if (backend != null) {
        stage = watched(psql, backend, deadline);
      }
      int exitCode = psql.end();
      cancellation.check();
      return result(exitCode, stage, deadline, psql.errors());
    } catch (IOException e) {
      String hint = "install the PostgreSQL client programs, or set migrations.runner: builtin";
      return ScriptResult.failed(
          Status.FAILED, errors.of("psql did not run: " + e.getMessage(), null, hint));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while psql ran", e);
    }
  }

  private Stage watched(PsqlProcess psql, Watchdog.Backend backend, Deadline deadline)
      throws SQLException, InterruptedException {
    Watch watch = watchdog.watch(backend, new LastResort.OfProcess(psql.process()));
    Cancellation.Registration registration = cancellation.onCancel(watch::fire);
    try {
      watch.arm(deadline);
      cancellation.check();
      psql.send(script.script().sql());
      await(psql, backend, deadline);
      return watch.disarm();
    } finally {
      watch.close();
      registration.close();
    }
  }

  private void await(PsqlProcess psql, Watchdog.Backend backend, Deadline deadline)
      throws SQLException, InterruptedException {
    Deadline exit = null;
    while (!psql.process().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (exit == null && (deadline.hasPassed() || cancellation.isCancelled())) {
        exit = Deadline.after(EXIT);
      } else if (exit != null && exit.hasPassed()) {
        // Its session first: the server would go on with a statement whose client is gone.
        watchdog.terminate(backend);
        psql.kill();
        return;
      }
    }
  }

  private ScriptResult result(int exitCode, Stage stage, Deadline deadline, String output) {
    // What was ended for it may have ended without a word: psql does not mind how its \! ends.
    if (exitCode == 0 && stage == Stage.NOTHING) {
      return new ScriptResult(Status.PASSED, false, List.of(), null, List.of());
    }
    PsqlError error = PsqlError.parse(output);
    boolean overdue = stage != Stage.NOTHING || deadline.hasPassed();
    String message = overdue ? Failure.overdue(settings.scriptTimeout(), "script") : null;
    return ScriptResult.failed(
        overdue ? Status.TIMED_OUT : Status.FAILED, errors.of(error, message, exitCode));
  }
}
