package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.check.DriftReports;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.postgres.fingerprint.SchemaFingerprint;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/** One run of a plan: its branches side by side, then what only all of them together show. */
final class TestRun {
  private final MigrationTestPlan plan;
  private final RunContext context;
  private final Workflow workflow;
  private final StepGates gates;
  private final Snapshots snapshots;
  private final Cancellation cancellation;
  private final Map<String, SchemaFingerprint> before = new ConcurrentHashMap<>();
  private final Map<String, SchemaFingerprint> after = new ConcurrentHashMap<>();

  TestRun(MigrationTestPlan plan, RunContext context, Snapshots snapshots) {
    this.plan = plan;
    this.context = context;
    this.workflow = new Workflow(plan.configuration().workflow());
    this.gates = new StepGates(workflow.steps());
    this.snapshots = snapshots;
    this.cancellation = context.cancellation().child();
  }

  RunContext context() {
    return context;
  }

  /** Where the configuration file is. */
  Path configurationDirectory() {
    Path file = context.workingDirectory().resolve(plan.configuration().file());
    Path parent = file.getParent();
    return parent == null ? context.workingDirectory() : parent;
  }

  Workflow workflow() {
    return workflow;
  }

  StepGates gates() {
    return gates;
  }

  Snapshots snapshots() {
    return snapshots;
  }

  Duration elapsed() {
    return context.clock().elapsed();
  }

  /** Stops all branches; their cleanups still run. */
  void cancel(String reason) {
    cancellation.cancel(reason);
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
    List<Finding> recovered = Recovery.run(plan.configuration(), context);
    List<EnvironmentReport> environments = branches();
    DriftReport drift = DriftReports.compare(inOrder(before), inOrder(after));
    Duration sequential =
        environments.stream()
            .map(EnvironmentReport::duration)
            .reduce(Duration.ZERO, Duration::plus);
    return new MigrationTestReport(
        context.run().value(),
        plan.configuration().file(),
        context.clock().startedAt(),
        elapsed(),
        sequential,
        Status.ofParts(environments.stream().map(EnvironmentReport::status).toList()),
        environments,
        new MaskedDifferences(context.redactor()).in(drift),
        findings(recovered));
  }

  private List<EnvironmentReport> branches() {
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
        Branch branch =
            new Branch(
                environment, plan.scripts().get(environment.name()), this, cancellation.child());
        futures.add(executor.submit(branch::run));
      }
      List<EnvironmentReport> reports = new ArrayList<>();
      for (Future<EnvironmentReport> future : futures) {
        reports.add(await(future));
      }
      return reports;
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
          cancel("interrupted");
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

  private Map<String, SchemaFingerprint> inOrder(Map<String, SchemaFingerprint> fingerprints) {
    Map<String, SchemaFingerprint> ordered = new LinkedHashMap<>();
    for (EnvironmentConfiguration environment : plan.configuration().environments()) {
      SchemaFingerprint fingerprint = fingerprints.get(environment.name());
      if (fingerprint != null) {
        ordered.put(environment.name(), fingerprint);
      }
    }
    return ordered;
  }

  private List<Finding> findings(List<Finding> recovered) {
    String why = context.cancellation().reason();
    Stream<Finding> cancelled =
        why == null
            ? Stream.empty()
            : Stream.of(Finding.of(Finding.Severity.WARNING, "run-cancelled", why, null));
    return Stream.of(plan.configuration().findings().stream(), recovered.stream(), cancelled)
        .flatMap(Function.identity())
        .toList();
  }
}
