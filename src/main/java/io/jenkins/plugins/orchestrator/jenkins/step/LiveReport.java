package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.TaskReport;
import io.jenkins.plugins.orchestrator.engine.run.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The report of a run while it grows: what the branches said, then what they gave. */
final class LiveReport implements ProgressListener {
  private final MigrationTestConfiguration configuration;
  private final RunContext context;
  private final Map<String, LiveEnvironment> environments = new LinkedHashMap<>();

  private long endings;

  /** Held while schemas are compared, when branches can go on saying what they do. */
  private final Object comparison = new Object();

  private @Nullable DriftReport drift;
  private long driftAt;

  LiveReport(MigrationTestConfiguration configuration, RunContext context) {
    this.configuration = configuration;
    this.context = context;
    for (EnvironmentConfiguration environment : configuration.environments()) {
      environments.put(
          environment.name(), new LiveEnvironment(environment.name(), environment.purpose()));
    }
  }

  /** What is known now. */
  MigrationTestReport report() {
    List<BranchResult> results;
    long now;
    synchronized (this) {
      results =
          environments.values().stream()
              .map(each -> each.result(context.clock().elapsed()))
              .toList();
      now = endings;
    }
    return MigrationTest.report(configuration, context, results, drift(results, now));
  }

  /** Schemas come with the ends of branches; a page that is looked at asks every second. */
  private DriftReport drift(List<BranchResult> results, long now) {
    synchronized (comparison) {
      DriftReport known = drift;
      if (known == null || driftAt != now) {
        known = MigrationTest.drift(configuration, context, results);
        drift = known;
        driftAt = now;
      }
      return known;
    }
  }

  synchronized void started(String environment) {
    of(environment, each -> each.started(context.clock().elapsed()));
  }

  synchronized void ended(String environment, BranchResult result) {
    endings++;
    of(environment, each -> each.ended(result));
  }

  synchronized void ended(String environment, Status status, String why) {
    endings++;
    of(environment, each -> each.ended(status, why, context.clock().elapsed()));
  }

  /** How many have ended. */
  synchronized long countEnded() {
    return environments.values().stream().filter(LiveEnvironment::hasEnded).count();
  }

  @Override
  public synchronized void taskStarted(String environment, TaskKind task) {
    of(environment, each -> each.taskStarted(task, context.clock().elapsed()));
  }

  @Override
  public synchronized void taskFinished(String environment, TaskReport task) {
    of(environment, each -> each.taskFinished(task));
  }

  @Override
  public synchronized void scriptFinished(String environment, ScriptReport script) {
    of(environment, each -> each.scriptFinished(script));
  }

  private void of(String environment, Consumer<LiveEnvironment> what) {
    LiveEnvironment known = environments.get(environment);
    if (known != null) {
      what.accept(known);
    }
  }
}
