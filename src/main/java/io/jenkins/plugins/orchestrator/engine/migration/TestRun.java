package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

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
    List<EnvironmentConfiguration> environments = plan.configuration().environments();
    int threads = Math.min(environments.size(), plan.configuration().maxParallel());
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "branch-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<EnvironmentReport>> futures = new ArrayList<>();
      for (EnvironmentConfiguration environment : environments) {
        futures.add(executor.submit(branch(environment)::run));
      }
      List<BranchResult> results = new ArrayList<>();
      for (Future<EnvironmentReport> future : futures) {
        results.add(result(await(future), List.of()));
      }
      return results;
    } finally {
      executor.shutdown();
    }
  }

  /**
   * Waits for a branch whatever happens: an interrupt cancels the run, and its cleanup is waited
   * for.
   */
  private EnvironmentReport await(Future<EnvironmentReport> future) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
          cancellation.cancel("interrupted");
        } catch (ExecutionException e) {
          throw new IllegalStateException("a branch broke: " + e.getCause(), e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Branch branch(EnvironmentConfiguration environment) {
    return new Branch(
        environment, plan.scripts().get(environment.name()), this, cancellation.child());
  }

  private BranchResult result(EnvironmentReport report, List<Finding> findings) {
    return new BranchResult(report, before.get(report.name()), after.get(report.name()), findings);
  }
}
