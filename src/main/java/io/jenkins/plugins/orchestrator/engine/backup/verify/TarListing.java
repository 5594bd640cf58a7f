package io.jenkins.plugins.orchestrator.engine.backup.verify;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.Manifest;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a folder's archive to its end. */
final class TarListing {
  private TarListing() {}

  /** How many files and directories it lists. */
  static long entries(
      Path directory,
      Manifest manifest,
      VerifyOptions options,
      RunContext context,
      Snapshots snapshots,
      Cancellation cancellation)
      throws IOException, ClientToolsException, VerifyException, BrokenBackupException {
    ClientProcess process =
        new ClientProcess(
            context.variables(),
            context.redactor(),
            cancellation,
            options.timeout(),
            snapshots.children());
    try (DecryptedArchive archive =
        DecryptedArchive.open(
            directory,
            manifest.archive(),
            options.identity(),
            context.variables(),
            process,
            snapshots)) {
      List<String> arguments = new ArrayList<>(List.of("--list"));
      switch (manifest.archive().compression()) {
        case "none" -> {}
        case "gzip" -> arguments.add("--gzip");
        default -> arguments.add("--use-compress-program=" + manifest.archive().compression());
      }
      arguments.add("--file=" + archive.path());
      ClientResult result = process.run(Programs.find("tar", context.variables()), arguments);
      if (!result.succeeded()) {
        throw new BrokenBackupException(
            manifest.archive().path()
                + ": tar cannot read it, exit code "
                + result.exitCode()
                + ". It said: "
                + result.errors());
      }
      return result.output().lines().count();
    }
  }
}
