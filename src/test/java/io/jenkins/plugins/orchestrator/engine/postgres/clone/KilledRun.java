package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that takes a snapshot until it is killed. */
final class KilledRun {
  private KilledRun() {}

  public static void main(String[] args) throws Exception {
    DatabaseTarget source =
        new DatabaseTarget(
            List.of(new DatabaseTarget.Host("127.0.0.1", Integer.parseInt(args[2]))),
            args[3],
            "postgres",
            Secret.of("not needed"),
            Map.of());
    Environments environment = Environments.of(source);
    Snapshots snapshots =
        new Snapshots(
            new RunId(args[0]),
            new StateDirectory(Path.of(args[1])),
            Redactor.of(List.of()),
            System.getenv());
    snapshots.take(
        (args[4].equals("template") ? environment.exclusively() : environment).build(),
        new Cancellation(),
        message -> {});
    Thread.sleep(Duration.ofMinutes(2).toMillis());
  }
}
