package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationPlanner;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationRules;
import io.jenkins.plugins.orchestrator.jenkins.operation.PlannedClones;
import io.jenkins.plugins.orchestrator.jenkins.plan.ProvisionPlanning;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call of {@code withDatabaseClones}. */
final class ClonesCall extends LanesCall {
  private final ConfigurationArguments configuration;
  private final String environment;
  private final ProvisionOptions options;
  private volatile @Nullable PlannedClones planned;

  ClonesCall(
      ConfigurationArguments configuration,
      String environment,
      ProvisionOptions options,
      OperationRules rules) {
    super(rules, true);
    this.configuration = configuration;
    this.environment = environment;
    this.options = options;
  }

  ConfigurationArguments configuration() {
    return configuration;
  }

  ProvisionOptions options() {
    return options;
  }

  /** What was planned; empty as long as nothing was. */
  Optional<PlannedClones> planned() {
    return Optional.ofNullable(planned);
  }

  @Override
  public OperationPlanner planner() {
    return site -> {
      String step = rules().step();
      PlannedClones clones =
          new PlannedClones(
              configuration.plan(step, new ProvisionPlanning(step, environment, options), site),
              site,
              rules().timeout());
      planned = clones;
      return clones;
    };
  }

  @Override
  public String interrupted() {
    return "Jenkins was restarted while clones were made. What there is of them is dropped in the"
        + " background; run the build again.";
  }
}
