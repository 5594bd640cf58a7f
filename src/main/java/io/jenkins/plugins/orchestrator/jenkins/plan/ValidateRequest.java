package io.jenkins.plugins.orchestrator.jenkins.plan;

import java.time.Duration;
import java.util.Map;

/**
 * Which deployments are to be looked at.
 *
 * @param source the file, or its text; its environments are the deployments
 * @param agents labels by deployment, over those of the file
 * @param timeout when what was not looked at is unknown, if the file does not say earlier
 */
public record ValidateRequest(PlanRequest source, Map<String, String> agents, Duration timeout) {
  public ValidateRequest {
    agents = Map.copyOf(agents);
  }
}
