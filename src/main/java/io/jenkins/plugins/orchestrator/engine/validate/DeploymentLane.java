package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks at one deployment: at everything at once, as the parts know nothing of each other. */
final class DeploymentLane {
  private final Deployment deployment;
  private final RunContext context;
  private final Site site;
  private final Duration start;
  private final List<CompletableFuture<Part>> parts = new ArrayList<>();

  /** A part that has ended. */
  private record Part(TaskReport task, Outcome outcome) {}

  /**
   * @param timeout of the run, from its start
   */
  DeploymentLane(
      Deployment deployment, Duration timeout, RunContext context, SharedThreads.Lease lease) {
    this.deployment = deployment;
    this.context = context;
    this.start = context.clock().elapsed();
    Duration left = timeout.minus(start);
    this.site =
        new Site(
            deployment,
            context,
            context.cancellation().child(),
            Deadline.after(left.isNegative() ? Duration.ZERO : left),
            lease.exchanges(),
            lease.blocking());
  }

  /** Never completes exceptionally. */
  CompletableFuture<LaneReport> start() {
    Cancellation ending = site.ending();
    Future<?> limit =
        site.exchanges()
            .timer()
            .schedule(
                () -> ending.cancel(Site.TIME_OVER),
                site.deadline().remaining().toNanos(),
                TimeUnit.NANOSECONDS);
    if (site.deadline().hasPassed()) {
      ending.cancel(Site.TIME_OVER);
    }
    if (!deployment.endpoints().isEmpty()) {
      start(TaskKind.CHECK, "health checks", "health", () -> new HealthChecks(site).run());
    }
    if (deployment.version() != null) {
      start(TaskKind.CHECK, "version", "version", () -> new DeployedVersion(site).run());
    }
    if (deployment.database() != null) {
      start(TaskKind.CHECK, "database", "schema", () -> new TestedSchema(site).run());
    }
    if (!deployment.smokeTests().isEmpty()) {
      start(TaskKind.TEST, "smoke tests", "smoke", () -> new SmokeTests(site).run());
    }
    if (deployment.slo() != null) {
      start(TaskKind.CHECK, "service levels", "slo", () -> new ServiceLevels(site).run());
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(
            nothing -> {
              limit.cancel(false);
              return report();
            });
  }

  private void start(
      TaskKind kind, String name, String check, Supplier<CompletableFuture<Outcome>> work) {
    Duration began = context.clock().elapsed();
    context.listener().taskStarted(deployment.name(), kind);
    CompletableFuture<Outcome> outcome;
    try {
      outcome = work.get();
    } catch (RuntimeException e) {
      outcome = CompletableFuture.failedFuture(e);
    }
    parts.add(
        outcome
            .exceptionally(failure -> broken(check, name, failure))
            .thenApply(
                ended -> {
                  TaskReport task = task(kind, name, began, ended);
                  context.listener().taskFinished(deployment.name(), task);
                  return new Part(task, ended);
                }));
  }

  /** A mistake of ours says nothing of the deployment. */
  private Outcome broken(String check, String name, Throwable failure) {
    return Outcome.of(
        new CheckReport(
            check,
            name,
            Status.UNKNOWN,
            "",
            "nothing",
            Duration.ZERO,
            site.text("internal error, please report it: " + failure)));
  }

  private TaskReport task(TaskKind kind, String name, Duration began, Outcome ended) {
    Status status = Status.ofParts(ended.checks().stream().map(CheckReport::status).toList());
    return new TaskReport(
        kind,
        name,
        status,
        began,
        context.clock().elapsed().minus(began),
        status == Status.PASSED ? null : failure(ended.checks(), status));
  }

  private static @Nullable String failure(List<CheckReport> checks, Status status) {
    return checks.stream()
        .filter(check -> check.status() == status)
        .findFirst()
        .map(
            check ->
                check.name()
                    + ": "
                    + check.found()
                    + (check.message() == null ? "" : "; " + check.message()))
        .orElse(null);
  }

  private LaneReport report() {
    List<Part> ended = parts.stream().map(CompletableFuture::join).toList();
    Outcome all = Outcome.of(ended.stream().map(Part::outcome).toList());
    List<TaskReport> tasks = ended.stream().map(Part::task).toList();
    Status status = Status.ofParts(all.checks().stream().map(CheckReport::status).toList());
    return new LaneReport(
        deployment.name(),
        deployment.purpose(),
        status,
        start,
        context.clock().elapsed().minus(start),
        status == Status.PASSED || status == Status.SKIPPED ? null : failure(all.checks(), status),
        all.facts(),
        tasks,
        all.checks(),
        all.tables(),
        all.findings());
  }
}
