package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.Direction;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
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
  private final Cancellation cancellation;
  private final BranchRecord record;
  private final ReferenceCopy reference;
  private final ScriptPass pass;
  private @Nullable Session session;
  private @Nullable Undo undo;

  Rehearsal(
      EnvironmentConfiguration environment,
      MigrationDirectory directory,
      Snapshot copy,
      ReferenceCopy reference,
      TestRun run,
      Cancellation cancellation,
      BranchRecord record) {
    this.environment = environment;
    this.directory = directory;
    this.copy = copy;
    this.run = run;
    this.cancellation = cancellation;
    this.record = record;
    this.reference = reference;
    this.pass =
        new ScriptPass(
            environment,
            directory.format(),
            copy,
            run.site(),
            cancellation,
            record::add,
            run.context().listener());
  }

  /** The session in which everything but the scripts happens. */
  Session session() throws SQLException {
    Session open = session;
    if (open == null) {
      open = CancellableSession.open(copy.target(), settings("check"), cancellation);
      session = open;
    }
    return open;
  }

  private SessionSettings settings(String purpose) {
    return SessionSettings.named(
        ApplicationName.of(run.context().run(), environment.name(), purpose));
  }

  /** Applies what is pending. */
  TaskOutcome apply() throws SQLException {
    SchemaFingerprint before = SchemaFingerprint.readNormalized(session().connection());
    run.before(environment.name(), before);
    List<MigrationScript> scripts;
    try {
      PendingScripts all = new PendingScripts(environment, directory, copy, run.site());
      PendingMigrations pending = all.read(session(), cancellation);
      record.set(pending.report());
      pending.findings().forEach(record::add);
      Optional<Finding> refusal = pending.refusal();
      if (refusal.isPresent()) {
        return TaskOutcome.failed(refusal.get().message());
      }
      scripts = pending.scripts();
      all.inspect(scripts).forEach(record::add);
    } catch (ConfigurationException e) {
      return TaskOutcome.failed(e.getMessage());
    }
    if (scripts.isEmpty()) {
      run.after(environment.name(), before);
      record.set(ReversibilityReport.unknown("nothing was pending"));
      return TaskOutcome.passed("nothing is pending");
    }
    return up(scripts);
  }

  private TaskOutcome up(List<MigrationScript> scripts) throws SQLException {
    reference.scripts(directory.format(), scripts);
    Undo taken =
        new Undo(
            environment,
            session(),
            purpose -> CancellableSession.open(copy.target(), settings(purpose), cancellation),
            pass,
            scripts,
            reference,
            cancellation);
    undo = taken;
    record.set(taken.untried());
    taken.findings().forEach(record::add);
    for (int i = 0; i < scripts.size(); i++) {
      taken.beforeScript(i);
      ScriptReport report = pass.run(scripts.get(i), Direction.UP, i + 1, scripts.size());
      if (report.status() != Status.PASSED) {
        return new TaskOutcome(report.status(), ScriptPass.failure(report));
      }
    }
    SchemaFingerprint after = SchemaFingerprint.readNormalized(session().connection());
    run.after(environment.name(), after);
    taken.applied(after);
    return TaskOutcome.passed(scripts.size() + " scripts");
  }

  /** Takes the scripts back, and applies them again where that is asked for. */
  TaskOutcome reverse() throws SQLException {
    Undo taken = undo;
    return taken == null || !taken.isPossible()
        ? TaskOutcome.skipped("there is nothing that can be taken back")
        : taken.run(record);
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
