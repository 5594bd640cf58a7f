package io.jenkins.plugins.orchestrator.jenkins.operation;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.Secrets;
import io.jenkins.plugins.orchestrator.engine.config.WorkflowStep;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan.Lane;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ReportWords;
import io.jenkins.plugins.orchestrator.engine.report.ReversibilityReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.branch.BranchWork;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A migration test. Safe for use by several threads. */
public final class MigrationTestRun implements PlannedOperation<BranchResult> {
  private final MigrationTestPlan plan;
  private final MigrationTestConfiguration configuration;
  private final Redactor redactor;

  /** Held while schemas are compared, when branches can go on saying what they do. */
  private final Object comparison = new Object();

  private @Nullable DriftReport drift;
  private long driftAt;

  public MigrationTestRun(MigrationTestPlan plan) {
    this.plan = plan;
    this.configuration = plan.configuration();
    this.redactor = Secrets.redactor(configuration);
  }

  @Override
  public String title() {
    return "Migration test of " + configuration.file();
  }

  @Override
  public String announcement() {
    return "Migration test of "
        + ReportWords.count(configuration.environments().size(), "environment")
        + ": timings, failures and findings";
  }

  @Override
  public List<Finding> findings() {
    return configuration.findings();
  }

  @Override
  public Redactor redactor() {
    return redactor;
  }

  @Override
  public int maxParallel() {
    return configuration.maxParallel();
  }

  @Override
  public List<TaskKind> sequential() {
    return configuration.workflow().stream()
        .filter(step -> !step.parallel())
        .map(WorkflowStep::kind)
        .toList();
  }

  @Override
  public List<Lane> lanes() {
    return configuration.environments().stream().map(MigrationTestRun::lane).toList();
  }

  private static Lane lane(EnvironmentConfiguration environment) {
    return new Lane(
        environment.name(),
        environment.purpose(),
        environment.agent(),
        Stream.of(environment.source(), environment.snapshot().server())
            .filter(Objects::nonNull)
            .toList());
  }

  @Override
  public BranchWork<BranchResult> work(Lane lane, RunId id) {
    EnvironmentConfiguration environment =
        configuration.environments().stream()
            .filter(each -> each.name().equals(lane.name()))
            .findFirst()
            .orElseThrow();
    return new MigrationTestWork(plan.of(environment), lane.name(), id);
  }

  @Override
  public BranchResult heard(HeardLane heard) {
    return BranchResult.of(
        new EnvironmentReport(
            heard.name(),
            heard.purpose(),
            heard.status(),
            heard.start(),
            heard.duration(),
            heard.failure(),
            null,
            null,
            heard.tasks(),
            heard.scripts(),
            ReversibilityReport.unknown("it did not get so far"),
            List.of(),
            List.of(),
            List.of()));
  }

  @Override
  public LaneEnd end(BranchResult result) {
    EnvironmentReport report = result.report();
    return new LaneEnd(report.name(), report.status(), report.start(), report.duration());
  }

  @Override
  public RunReport report(RunContext context, List<BranchResult> results, long endings) {
    return RunReport.of(
        MigrationTest.report(configuration, context, results, drift(context, results, endings)));
  }

  /** Schemas come with the ends of branches; a page that is looked at asks every second. */
  private DriftReport drift(RunContext context, List<BranchResult> results, long endings) {
    synchronized (comparison) {
      DriftReport known = drift;
      if (known == null || driftAt != endings) {
        known = MigrationTest.drift(configuration, context, results);
        drift = known;
        driftAt = endings;
      }
      return known;
    }
  }
}
