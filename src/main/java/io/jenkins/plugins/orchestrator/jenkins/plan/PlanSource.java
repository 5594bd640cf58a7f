package io.jenkins.plugins.orchestrator.jenkins.plan;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a plan is made from.
 *
 * @param request what the step names
 * @param workspace its directory on this machine; null when there is none, and then this machine is
 *     the controller, none of whose files is read
 */
public record PlanSource(PlanRequest request, @Nullable Path workspace) {
  /** They name files, which would be the controller's. */
  private static final Set<String> NAMING_FILES = Set.of("HOME", "PGPASSFILE", "PGSERVICEFILE");

  /**
   * The configuration, read and checked.
   *
   * @param use what it is read for
   * @throws ConfigurationException with every mistake
   */
  MigrationTestConfiguration configuration(ConfigurationUse use) throws ConfigurationException {
    String config = request.config();
    return config == null
        ? ConfigurationLoader.load("configText", request.text(), options(use))
        : ConfigurationLoader.load(file(config), options(use)).named(config);
  }

  /**
   * The deployments, read and checked.
   *
   * @throws ConfigurationException with every mistake
   */
  DeploymentsConfiguration deployments() throws ConfigurationException {
    String config = request.config();
    // What it is read for says nothing of deployments.
    ConfigurationLoader.Options options = options(ConfigurationUse.HEALTH);
    return config == null
        ? DeploymentsLoader.load("configText", request.text(), options)
        : DeploymentsLoader.load(file(config), options).named(config);
  }

  /** Where the configuration is, which is what paths in it may be relative to. */
  Path directory() {
    String config = request.config();
    Path directory = Objects.requireNonNull(workspace, "there is no workspace");
    return config == null
        ? directory
        : Objects.requireNonNull(file(config).toAbsolutePath().getParent());
  }

  private Path file(String config) {
    return Objects.requireNonNull(workspace, "there is no workspace").resolve(config);
  }

  private ConfigurationLoader.Options options(ConfigurationUse use) {
    return new ConfigurationLoader.Options(
        variables(),
        new LinkedHashSet<>(request.environments()),
        false,
        workspace,
        request.credentials(),
        use);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>(request.variables());
    if (workspace == null) {
      variables.keySet().removeAll(NAMING_FILES);
    }
    return variables;
  }
}
