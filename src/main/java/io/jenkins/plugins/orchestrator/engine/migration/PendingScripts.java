package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ScriptInspection;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshot;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which scripts a clone lacks, and whether they may run where it stands. */
record PendingScripts(
    EnvironmentConfiguration environment,
    MigrationDirectory directory,
    Snapshot copy,
    CloneSite site) {
  /**
   * Compares the directory with the histories.
   *
   * @param session in the clone
   */
  PendingMigrations read(Session session, Cancellation cancellation)
      throws SQLException, ConfigurationException {
    return PendingMigrations.decide(
        directory,
        applied(session, cancellation),
        environment.migrations(),
        environment.selection());
  }

  private AppliedMigrations applied(Session session, Cancellation cancellation)
      throws SQLException {
    if (!copy.report().strategy().equals("schema")) {
      return AppliedMigrations.read(session.connection(), directory.format());
    }
    // The clone has no rows, and so no history.
    SessionSettings readOnly =
        SessionSettings.readOnly(
            ApplicationName.of(site.context().run(), environment.name(), "history"));
    try (Session source = CancellableSession.open(environment.source(), readOnly, cancellation)) {
      return AppliedMigrations.read(source.connection(), directory.format());
    }
  }

  /**
   * Refuses what reaches beyond the database on a server that only now is known to be shared.
   *
   * @return names what cannot be inspected
   */
  List<Finding> inspect(List<MigrationScript> scripts) throws ConfigurationException {
    if (!copy.sharedServer() || environment.dedicatedServer()) {
      return List.of();
    }
    List<Finding> uninspected = new ArrayList<>();
    List<ConfigurationProblem> problems = new ArrayList<>();
    for (MigrationScript script : scripts) {
      problems.addAll(ScriptInspection.inspect(script.up(), true, environment.migrations().psql()));
      uninspected.addAll(ScriptInspection.uninspected(script.up()));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return uninspected;
  }
}
