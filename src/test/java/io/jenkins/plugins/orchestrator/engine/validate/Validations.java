package io.jenkins.plugins.orchestrator.engine.validate;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsLoader;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs validations as the command line does. */
final class Validations {
  private final Path directory;
  private final Map<String, String> variables = new HashMap<>();
  private final Cancellation cancellation = new Cancellation();

  /**
   * @param directory the working directory
   */
  Validations(Path directory) {
    this.directory = directory;
    this.variables.put("PATH", System.getenv("PATH"));
  }

  Validations with(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  ValidatePlan plan(String yaml) throws ConfigurationException {
    DeploymentsConfiguration configuration =
        DeploymentsLoader.load(
            "deployments.yaml", yaml, ConfigurationLoader.Options.of(variables, directory));
    return new ValidatePlan(configuration);
  }

  OperationReport run(String yaml) throws ConfigurationException {
    return run(plan(yaml));
  }

  OperationReport run(ValidatePlan plan) {
    return LocalOperation.run(plan, context(plan));
  }

  RunContext context(ValidatePlan plan) {
    return new RunContext(
        RunId.random(),
        RunClock.start(),
        new StateDirectory(directory.resolve("state")),
        Redactor.of(plan.secrets()),
        ProgressListener.silent(),
        cancellation,
        variables,
        directory,
        new LocalCommands(variables, directory));
  }

  /** One deployment named staging. */
  LaneReport lane(String url, String keys) throws ConfigurationException {
    String yaml = "deployments:\n  staging:\n    url: " + url + "\n" + keys.indent(4);
    return run(yaml).lanes().get(0);
  }

  /** The only check of a deployment. */
  CheckReport check(String url, String keys) throws ConfigurationException {
    LaneReport lane = lane(url, keys);
    if (lane.checks().size() != 1) {
      throw new AssertionError("expected one check: " + lane.checks());
    }
    return lane.checks().get(0);
  }
}
