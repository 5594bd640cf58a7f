package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.backup.restore.ProtectedTarget;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestoreOptions;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestorePlan;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at a backup that lies in the workspace, or on its node. */
final class RestorePlanning implements WorkspacePlanning<RestorePlan> {
  private static final long serialVersionUID = 1L;

  private final String step;
  private final RestoreRequest request;
  private final @Nullable Login login;

  @SuppressWarnings("serial") // an immutable map is serializable
  private final Map<String, String> variables;

  /**
   * @param step its name, for messages
   * @param login with which the server is reached; null for what its URL says
   * @param variables the step's environment variables, for what the URL leaves out
   */
  RestorePlanning(
      String step, RestoreRequest request, @Nullable Login login, Map<String, String> variables) {
    this.step = step;
    this.request = request;
    this.login = login;
    this.variables = Map.copyOf(variables);
  }

  @Override
  public RestorePlan plan(Path workspace) throws ConfigurationException {
    DatabaseTarget to = StepServer.read(step, "to", request.to(), login, variables);
    String identity = request.identity();
    return RestorePlan.of(
        request.backup(),
        workspace,
        to,
        new RestoreOptions(
            request.replace(),
            isProtected(to, workspace),
            request.confirm(),
            request.allowUnverified(),
            request.createRoles(),
            request.jobs(),
            request.timeout(),
            identity == null ? null : workspace.resolve(identity).toString()));
  }

  /** All environments are read, so that none of those protected is missed. */
  private boolean isProtected(DatabaseTarget to, Path workspace) throws ConfigurationException {
    String config = request.config();
    if (config == null) {
      return false;
    }
    PlanRequest all = new PlanRequest(config, null, List.of(), Set.of(), variables);
    return ProtectedTarget.is(
        to,
        new PlanSource(all, workspace).configuration(ConfigurationUse.BACKUPS),
        request.environment());
  }
}
