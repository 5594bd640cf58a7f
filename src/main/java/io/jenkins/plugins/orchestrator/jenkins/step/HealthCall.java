package io.jenkins.plugins.orchestrator.jenkins.step;

import hudson.FilePath;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.PrometheusText;
import io.jenkins.plugins.orchestrator.engine.health.QuotaProbe;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.jenkins.action.RunReport;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationSite;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedHealth;
import io.jenkins.plugins.orchestrator.jenkins.plan.HealthKnowledge;
import io.jenkins.plugins.orchestrator.jenkins.plan.HealthPlanning;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call of {@code systemHealthCheck}. */
final class HealthCall extends LanesCall {
  private final ConfigurationArguments configuration;
  private final HealthThreshold failOn;
  private final HealthThreshold unstableOn;
  private final @Nullable String prometheus;

  /**
   * @param failOn from where on it fails the step
   * @param unstableOn from where on it makes the build unstable
   * @param prometheus path of a file for Prometheus' text format; null for none
   */
  HealthCall(
      ConfigurationArguments configuration,
      OperationRules rules,
      boolean propagate,
      HealthThreshold failOn,
      HealthThreshold unstableOn,
      @Nullable String prometheus) {
    super(rules, propagate);
    this.configuration = configuration;
    this.failOn = failOn;
    this.unstableOn = unstableOn;
    this.prometheus = prometheus;
  }

  ConfigurationArguments configuration() {
    return configuration;
  }

  @Override
  public OperationPlanner planner() {
    return site -> {
      if (prometheus != null) {
        workspace(site, prometheus);
      }
      MigrationTestConfiguration read =
          configuration.plan(rules().step(), new HealthPlanning(), site);
      HealthKnowledge knowledge = new HealthKnowledge(site.build(), site.variables());
      return new PlannedHealth(HealthPlan.of(read, knowledge.terms(read, QuotaProbe.http())), site);
    };
  }

  private static FilePath workspace(OperationSite site, String file) throws IOException {
    FilePath workspace = site.workspace();
    if (workspace == null) {
      throw new IOException(
          "prometheus: found the file "
              + file
              + ", but the step holds no workspace to write it to; call the step inside node { }");
    }
    return workspace;
  }

  @Override
  Judgement judge(OperationReport report, boolean propagates) {
    return propagates ? Judgement.ofHealth(report, failOn, unstableOn) : new Judgement(null, null);
  }

  @Override
  public void deliver(RunReport report, OperationSite site)
      throws IOException, InterruptedException {
    if (prometheus != null) {
      workspace(site, prometheus)
          .act(new WorkspaceFile(prometheus, PrometheusText.of(operation(report))));
    }
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while the health was checked: nothing was changed, and what was"
        + " not measured by then is unknown. Run the build again.";
  }
}
