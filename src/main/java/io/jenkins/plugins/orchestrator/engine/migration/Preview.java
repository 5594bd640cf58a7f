package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.PoolerDetection;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotDecision;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** Looks at the sources, read-only, and says what a run would do. */
final class Preview {
  private final MigrationTestPlan plan;
  private final RunContext context;
  private final Snapshots snapshots;

  Preview(MigrationTestPlan plan, RunContext context) {
    this.plan = plan;
    this.context = context;
    this.snapshots =
        new Snapshots(context.run(), context.state(), context.redactor(), context.variables());
  }

  List<EnvironmentPreview> read() {
    // A server that does not answer costs its whole connect timeout: ask all of them at once.
    return plan.configuration().environments().parallelStream().map(this::environment).toList();
  }

  private EnvironmentPreview environment(EnvironmentConfiguration environment) {
    SnapshotDecision decision = snapshots.decide(environment);
    String strategy = decision.strategy().name().toLowerCase(Locale.ROOT);
    try {
      PendingMigrations pending = pending(environment);
      String refusal = pending.refusal().map(Finding::message).orElse(decision.refusal());
      if (refusal == null) {
        String application = ApplicationName.of(context.run(), environment.name(), "plan");
        refusal = PsqlAccess.refusal(environment, snapshots, application).orElse(null);
      }
      return new EnvironmentPreview(
          environment,
          strategy,
          decision.reason(),
          pending.report(),
          pending.findings(),
          context.redactor().redactNullable(refusal));
    } catch (SQLException | ConfigurationException e) {
      return new EnvironmentPreview(
          environment,
          strategy,
          decision.reason(),
          null,
          List.of(),
          context.redactor().redact(environment.source() + ": " + e.getMessage()));
    }
  }

  private PendingMigrations pending(EnvironmentConfiguration environment)
      throws SQLException, ConfigurationException {
    MigrationDirectory directory = plan.scripts().get(environment.name());
    String application = ApplicationName.of(context.run(), environment.name(), "plan");
    PoolerDetection.refuse(environment.source(), application);
    try (Session session =
        Session.open(environment.source(), SessionSettings.readOnly(application))) {
      AppliedMigrations applied = AppliedMigrations.read(session.connection(), directory.format());
      return PendingMigrations.decide(
          directory, applied, environment.migrations(), environment.selection());
    }
  }
}
