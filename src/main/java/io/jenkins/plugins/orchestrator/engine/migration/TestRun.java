package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.LocalBranches;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** One run of a plan: its branches side by side, then what only all of them together show. */
final class TestRun {
  private final MigrationTestPlan plan;
  private final RunContext context;
  private final Workflow workflow;
  private final Coordination coordination;
  private final Snapshots snapshots;
  private final Cancellation cancellation;
  private final Map<String, SchemaFingerprint> before = new ConcurrentHashMap<>();
  private final Map<String, SchemaFingerprint> after = new ConcurrentHashMap<>();

  private TestRun(
      MigrationTestPlan plan,
      RunContext context,
      Cancellation cancellation,
      Coordination coordination) {
    this.plan = plan;
    this.context = context;
    this.workflow = new Workflow(plan.configuration().workflow());
    this.cancellation = cancellation;
    this.coordination = coordination;
    this.snapshots =
        new Snapshots(
            context.run(),
            context.state(),
            context.redactor(),
            context.variables(),
            coordination::journalled);
  }

  /** One whose branches all run in this process. */
  static TestRun local(MigrationTestPlan plan, RunContext context) {
    Cancellation cancellation = context.cancellation().child();
    return new TestRun(
        plan,
        context,
        cancellation,
        new LocalCoordination(plan.configuration().workflow(), cancellation));
  }

  /** One whose other branches run elsewhere. */
  static TestRun of(MigrationTestPlan plan, RunContext context, Coordination coordination) {
    return new TestRun(plan, context, context.cancellation().child(), coordination);
  }

  RunContext context() {
    return context;
  }

  /** What applying scripts needs of it. */
  CloneSite site() {
    return new CloneSite(context, snapshots, plan.configuration().file());
  }

  Workflow workflow() {
    return workflow;
  }

  Coordination coordination() {
    return coordination;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Duration elapsed() {
    return context.clock().elapsed();
  }

  /** Keeps the schema of an environment before its scripts. */
  void before(String environment, SchemaFingerprint schema) {
    before.put(environment, schema);
  }

  /** Keeps the schema of an environment after its scripts. */
  void after(String environment, SchemaFingerprint schema) {
    after.put(environment, schema);
  }

  MigrationTestReport execute() {
    List<Finding> recovered = Recovery.run(plan.configuration().environments(), context);
    return new RunReport(plan.configuration(), context).of(branches(), recovered);
  }

  /** Runs one environment's branch alone, on the calling thread. */
  BranchResult executeAlone(EnvironmentConfiguration environment) {
    List<Finding> recovered = Recovery.run(List.of(environment), context);
    return result(branch(environment).run(), recovered);
  }

  private List<BranchResult> branches() {
    List<Callable<BranchResult>> branches = new ArrayList<>();
    for (EnvironmentConfiguration environment : plan.configuration().environments()) {
      Branch branch = branch(environment);
      branches.add(() -> result(branch.run(), List.of()));
    }
    return LocalBranches.run(branches, plan.configuration().maxParallel(), cancellation);
  }

  private Branch branch(EnvironmentConfiguration environment) {
    return new Branch(
        environment, plan.scripts().get(environment.name()), this, cancellation.child());
  }

  private BranchResult result(EnvironmentReport report, List<Finding> findings) {
    return new BranchResult(report, before.get(report.name()), after.get(report.name()), findings);
  }
}
