package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that provisions until it is killed. */
final class KilledProvisioning {
  private KilledProvisioning() {}

  /**
   * Provisions, says so with the file {@code done}, and waits.
   *
   * @param args the directory, the run, the ttl in seconds, and the command or nothing
   */
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    ProvisionOptions options =
        ProvisionOptions.of(2, Duration.ofSeconds(Long.parseLong(args[2])))
            .running(args.length > 3 ? args[3] : null)
            .anonymizing(
                Files.exists(directory.resolve("anonymize.sql")) ? "anonymize.sql" : null,
                List.of(),
                List.of());
    ProvisionPlan plan =
        Provisioning.plan(
            ConfigurationLoader.load(
                directory.resolve("config.yaml"),
                ConfigurationLoader.Options.of(Map.of(), directory)),
            Provision.ENVIRONMENT,
            options,
            directory,
            directory);
    LocalOperation.run(
        plan,
        new RunContext(
            new RunId(args[1]),
            RunClock.start(),
            new StateDirectory(directory.resolve("state")),
            Redactor.of(plan.secrets()),
            ProgressListener.silent(),
            new Cancellation(),
            System.getenv(),
            directory,
            new LocalCommands(System.getenv(), directory)));
    Files.writeString(directory.resolve("done"), "");
    Thread.sleep(Duration.ofMinutes(2).toMillis());
  }
}
