package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.config.ValidationSettings;
import io.jenkins.plugins.orchestrator.engine.migration.history.AppliedMigrations;
import io.jenkins.plugins.orchestrator.engine.migration.history.PendingMigrations;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.PoolerDetection;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotDecision;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.PendingReport;
import io.jenkins.plugins.orchestrator.engine.report.PreviewReport;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  PreviewReport read() {
    // Unreachable servers cost their whole connect timeout: look at all of them at once.
    List<PreviewReport.Environment> environments =
        plan.configuration().environments().parallelStream().map(this::environment).toList();
    return new PreviewReport(plan.configuration().file(), environments);
  }

  private PreviewReport.Environment environment(EnvironmentConfiguration environment) {
    try {
      SnapshotDecision decision = snapshots.decide(environment);
      PendingMigrations pending = pending(environment);
      return report(environment, decision, pending.report(), pending.findings(), null);
    } catch (SnapshotException | SQLException | ConfigurationException e) {
      return report(
          environment, null, null, List.of(), context.redactor().redact(String.valueOf(e.getMessage())));
    }
  }

  private PendingMigrations pending(EnvironmentConfiguration environment)
      throws SQLException, ConfigurationException {
    String application = ApplicationName.of(context.run(), environment.name(), "plan");
    try (Session session =
        Session.open(environment.source(), SessionSettings.readOnly(application))) {
      AppliedMigrations applied =
          AppliedMigrations.read(
              session.connection(), plan.scripts().get(environment.name()).format());
      return PendingMigrations.decide(
          plan.scripts().get(environment.name()),
          applied,
          environment.migrations(),
          environment.selection());
    }
  }

  private static PreviewReport.Environment report(
      EnvironmentConfiguration environment,
      @Nullable SnapshotDecision decision,
      @Nullable PendingReport pending,
      List<Finding> findings,
      @Nullable String problem) {
    return new PreviewReport.Environment(
        environment.name(),
        environment.purpose(),
        environment.source().toString(),
        decision == null ? null : decision.strategy().name().toLowerCase(java.util.Locale.ROOT),
        decision == null ? null : decision.reason(),
        pending,
        environment.reversibility(),
        checks(environment.validate()),
        tests(environment),
        findings,
        problem);
  }

  private static List<String> checks(ValidationSettings validate) {
    return Stream.of(
            named("table ", validate.tables(), Function.identity()),
            named("view ", validate.views(), Function.identity()),
            named("index ", validate.indexes(), Function.identity()),
            named("column ", validate.columns(), column -> column.table() + "." + column.name()),
            named("query ", validate.queries(), ValidationSettings.Query::name))
        .flatMap(Function.identity())
        .toList();
  }

  private static <T> Stream<String> named(String kind, List<T> of, Function<T, String> name) {
    return of.stream().map(one -> kind + name.apply(one));
  }

  private static List<String> tests(EnvironmentConfiguration environment) {
    return environment.integrationTests().stream().map(IntegrationTest::name).toList();
  }
}
