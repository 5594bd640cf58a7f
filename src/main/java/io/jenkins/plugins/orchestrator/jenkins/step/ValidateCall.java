package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedLanes;
import io.jenkins.plugins.orchestrator.jenkins.plan.ValidatePlanner;
import io.jenkins.plugins.orchestrator.jenkins.plan.ValidateRequest;
import java.time.Duration;
import java.util.Map;

/** A call of {@code validateDeployments}. */
final class ValidateCall extends LanesCall {
  /** Within which scripts that do not listen are ended, and what was found comes back. */
  private static final Duration SPARE = Duration.ofSeconds(10);

  private final ConfigurationArguments configuration;

  ValidateCall(ConfigurationArguments configuration, OperationRules rules, boolean propagate) {
    super(rules, propagate);
    this.configuration = configuration;
  }

  ConfigurationArguments configuration() {
    return configuration;
  }

  @Override
  public OperationPlanner planner() {
    return site ->
        PlannedLanes.of(
            new ValidatePlanner(rules().step(), request(site.variables()))
                .plan(site.build(), site.workspace(), site.node()),
            site,
            rules().maxParallel());
  }

  private ValidateRequest request(Map<String, String> variables) {
    return new ValidateRequest(
        configuration.source(variables), configuration.agents(), limit(rules().timeout()));
  }

  /** Before the step's own time is over, so that what was found by then is not thrown away. */
  static Duration limit(Duration timeout) {
    Duration quarter = timeout.dividedBy(4);
    return timeout.minus(quarter.compareTo(SPARE) < 0 ? quarter : SPARE);
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while deployments were validated. Nothing was changed by looking;"
        + " run the build again.";
  }
}
