package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.Deployment;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.WaitingPlan;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Deployments that are looked at, a lane for each; nothing is changed by looking. */
public final class ValidatePlan implements WaitingPlan {
  private static final long serialVersionUID = 1L;

  private final DeploymentsConfiguration configuration;
  private transient SharedThreads threads = new SharedThreads();

  /**
   * @param configuration with at least one deployment
   */
  public ValidatePlan(DeploymentsConfiguration configuration) {
    if (configuration.deployments().isEmpty()) {
      throw new IllegalArgumentException("no deployments");
    }
    this.configuration = configuration;
  }

  private Object readResolve() {
    return new ValidatePlan(configuration);
  }

  @Override
  public String operation() {
    return "validate";
  }

  @Override
  public String title() {
    int count = configuration.deployments().size();
    return "Validation of " + count + (count == 1 ? " deployment" : " deployments");
  }

  @Override
  public String configuration() {
    return configuration.file();
  }

  /** Databases that are only read need no recovery: no lane names one. */
  @Override
  public List<Lane> lanes() {
    return configuration.deployments().stream()
        .map(each -> new Lane(each.name(), each.purpose(), each.agent(), List.of()))
        .toList();
  }

  @Override
  public int maxParallel() {
    return configuration.maxParallel();
  }

  @Override
  public List<Finding> findings() {
    return configuration.findings();
  }

  @Override
  public List<Secret> secrets() {
    return configuration.secrets();
  }

  @Override
  public ValidatePlan of(String lane) {
    return new ValidatePlan(configuration.with(List.of(deployment(lane))));
  }

  @Override
  public ValidatePlan of(List<String> lanes, int maxParallel) {
    return new ValidatePlan(
        configuration
            .with(lanes.stream().map(this::deployment).toList())
            .withLimits(maxParallel, configuration.timeout()));
  }

  private Deployment deployment(String lane) {
    return configuration.deployments().stream()
        .filter(each -> each.name().equals(lane))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not in the plan: deployment " + lane));
  }

  @Override
  public CompletableFuture<LaneReport> start(
      String lane, RunContext context, Coordination coordination) {
    Deployment deployment = deployment(lane);
    SharedThreads.Lease lease = threads.lease(2 * configuration.maxParallel());
    return new DeploymentLane(deployment, configuration.timeout(), context, lease)
        .start()
        .whenComplete((report, failure) -> lease.close());
  }
}
