package io.jenkins.plugins.orchestrator.jenkins.step;

import io.jenkins.plugins.orchestrator.engine.migration.BranchResult;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;

/** Takes over what an agent gave back: an agent speaks for its own environment only. */
final class AgentResults {
  private AgentResults() {}

  /** The result, or, when it is another environment's, one that says so. */
  static BranchResult checked(String environment, BranchResult result) {
    EnvironmentReport report = result.report();
    if (report.name().equals(environment)) {
      return result;
    }
    LiveEnvironment instead = new LiveEnvironment(environment, "");
    instead.ended(
        Status.FAILED, "the agent gave back the result of another environment", report.start());
    return instead.result(report.start());
  }
}
