package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Reversibility;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ScriptInspection;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The migrations of one environment on its clone: up, and for the proof down and up again. */
final class Rehearsal implements AutoCloseable {
  private final EnvironmentConfiguration environment;
  private final MigrationDirectory directory;
  private final Snapshot copy;
  private final TestRun run;
  private final BranchRecord record;
  private final ScriptPass pass;
  private final Undo undo;
  private @Nullable Session session;

  Rehearsal(
      EnvironmentConfiguration environment,
      MigrationDirectory directory,
      Snapshot copy,
      TestRun run,
      Cancellation cancellation,
      BranchRecord record) {
    this.environment = environment;
    this.directory = directory;
    this.copy = copy;
    this.run = run;
    this.record = record;
    this.pass = new ScriptPass(environment, directory.format(), copy, run, cancellation, record);
    this.undo = new Undo(environment, copy, run, pass);
  }

  /** The session in which everything but the scripts happens. */
  Session session() throws SQLException {
    Session open = session;
    if (open == null) {
      open = Session.open(copy.target(), settings("check"));
      session = open;
    }
    return open;
  }

  private SessionSettings settings(String purpose) {
    return SessionSettings.named(
        ApplicationName.of(run.context().run(), environment.name(), purpose));
  }

  /** Applies what is pending. */
  TaskOutcome apply() throws SQLException, IOException, SnapshotException {
    SchemaFingerprint before = SchemaFingerprint.readNormalized(session().connection());
    run.before(environment.name(), before);
    List<MigrationScript> scripts;
    try {
      PendingMigrations pending = pending();
      record.set(pending.report());
      pending.findings().forEach(record::add);
      Optional<Finding> refusal = pending.refusal();
      if (refusal.isPresent()) {
        return TaskOutcome.failed(refusal.get().message());
      }
      scripts = pending.scripts();
      inspect(scripts);
    } catch (ConfigurationException e) {
      return TaskOutcome.failed(e.getMessage());
    }
    if (scripts.isEmpty()) {
      run.after(environment.name(), before);
      undo.nothingToTakeBack();
      return TaskOutcome.passed("nothing is pending");
    }
    TaskOutcome outcome = up(scripts, before);
    if (outcome.isPassed()) {
      SchemaFingerprint after = SchemaFingerprint.readNormalized(session().connection());
      run.after(environment.name(), after);
      undo.applied(after);
    }
    return outcome;
  }

  private TaskOutcome up(List<MigrationScript> scripts, SchemaFingerprint before)
      throws SQLException, SnapshotException {
    undo.plan(scripts);
    undo.withoutDown().forEach(script -> record.add(withoutDown(script)));
    for (int i = 0; i < scripts.size(); i++) {
      if (environment.reversibility() != Reversibility.NONE && i == undo.firstReversible()) {
        undo.before(
            i == 0 ? before : SchemaFingerprint.readNormalized(session().connection()));
      }
      ScriptReport report = pass.run(scripts.get(i), Direction.UP, i + 1, scripts.size());
      if (report.status() != Status.PASSED) {
        return new TaskOutcome(report.status(), ScriptPass.failure(report));
      }
    }
    return TaskOutcome.passed(scripts.size() + " scripts");
  }

  private Finding withoutDown(String script) {
    boolean required = environment.migrations().requireDown();
    return new Finding(
        required ? Finding.Severity.ERROR : Finding.Severity.WARNING,
        "no-way-down",
        script + " has no way down" + (required ? ", and require_down is set" : ""),
        script,
        null,
        null,
        "add a down script, or plan to go back by the pre-migration clone or a restore");
  }

  /** Takes the scripts back, and applies them again where that is asked for. */
  TaskOutcome reverse() throws SQLException, SnapshotException {
    return undo.run(record::set);
  }

  private PendingMigrations pending() throws SQLException, ConfigurationException {
    return PendingMigrations.decide(
        directory, applied(), environment.migrations(), environment.selection());
  }

  private AppliedMigrations applied() throws SQLException {
    if (!copy.report().strategy().equals("schema")) {
      return AppliedMigrations.read(session().connection(), directory.format());
    }
    // The clone has no rows, and so no history.
    SessionSettings readOnly =
        SessionSettings.readOnly(
            ApplicationName.of(run.context().run(), environment.name(), "history"));
    try (Session source = Session.open(environment.source(), readOnly)) {
      return AppliedMigrations.read(source.connection(), directory.format());
    }
  }

  /** Refuses what reaches beyond the database, when only now the server is known to be shared. */
  private void inspect(List<MigrationScript> scripts) throws ConfigurationException {
    if (copy.sharedServer() && !environment.dedicatedServer()) {
      var problems =
          scripts.stream()
              .flatMap(script -> ScriptInspection.inspect(script.up(), true).stream())
              .toList();
      if (!problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
    }
  }

  @Override
  public void close() {
    pass.close();
    Session open = session;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It was lost; the clone's drop ends what is left of it on the server.
        session = null;
      }
    }
  }
}
