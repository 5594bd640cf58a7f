package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.jenkins.operation.OperationSite;
import io.jenkins.plugins.orchestrator.jenkins.plan.ConfiguredOperation;
import io.jenkins.plugins.orchestrator.jenkins.plan.PlanRequest;
import io.jenkins.plugins.orchestrator.jenkins.plan.Planning;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration a call of a step names, and what it adds to it.
 *
 * @param config path of the configuration; null when there is a text
 * @param configText the configuration itself; null when there is a path
 * @param environments those that take part, empty for all
 * @param credentials ids by environment
 * @param agents labels by environment
 */
record ConfigurationArguments(
    @Nullable String config,
    @Nullable String configText,
    List<String> environments,
    Map<String, String> credentials,
    Map<String, String> agents) {
  /**
   * Plans what is to be done with it.
   *
   * @param step its name
   * @throws ConfigurationException with every mistake
   * @throws IOException when the workspace cannot be read, or what is in it is too much
   */
  <P extends Serializable> P plan(String step, ConfiguredOperation<P> operation, OperationSite site)
      throws ConfigurationException, IOException, InterruptedException {
    return new Planning<>(step, operation, source(site.variables()), credentials, agents)
        .plan(site.build(), site.workspace(), site.node());
  }

  /**
   * What is read.
   *
   * @param variables the step's environment variables
   */
  PlanRequest source(Map<String, String> variables) {
    return new PlanRequest(config, configText, environments, credentials.keySet(), variables);
  }
}
