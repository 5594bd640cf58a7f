package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupSelection;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyBackupsPlan;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyOptions;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks what backups lie in a folder of the workspace, or of its node. */
final class VerifyPlanning implements WorkspacePlanning<VerifyBackupsPlan> {
  private static final long serialVersionUID = 1L;

  private final String step;
  private final VerifyRequest request;
  private final @Nullable Login login;

  @SuppressWarnings("serial") // an immutable map is serializable
  private final Map<String, String> variables;

  /**
   * @param step its name, for messages
   * @param login with which the server is reached; null for what its URL says
   * @param variables the step's environment variables, for what the URL leaves out
   */
  VerifyPlanning(
      String step, VerifyRequest request, @Nullable Login login, Map<String, String> variables) {
    this.step = step;
    this.request = request;
    this.login = login;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public VerifyBackupsPlan plan(Path workspace) throws ConfigurationException, IOException {
    String identity = request.identity();
    VerifyOptions options =
        new VerifyOptions(
            request.restore(),
            request.server() == null
                ? null
                : StepServer.read(step, "server", request.server(), login, variables),
            request.jobs(),
            request.timeout(),
            identity == null ? null : workspace.resolve(identity).toString(),
            request.maxRecoveryTime());
    VerifyBackupsPlan plan =
        VerifyBackupsPlan.of(
            workspace.resolve(request.directory()).toString(),
            new BackupSelection(request.latestOnly(), request.olderThan()),
            options,
            request.maxAge(),
            request.maxParallel());
    // As the user named it: the rest of the path says nothing to its readers.
    return new VerifyBackupsPlan(
        request.directory(),
        plan.chosen(),
        plan.options(),
        plan.maxAge(),
        plan.maxParallel(),
        plan.findings());
  }
}
