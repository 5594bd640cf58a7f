package io.jenkins.plugins.orchestrator.jenkins.plan;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import jenkins.MasterToSlaveFileCallable;

/** Reads the configuration and all scripts where the workspace is. */
final class PlanCallable extends MasterToSlaveFileCallable<PlanAnswer> {
  private static final long serialVersionUID = 1L;

  private final PlanRequest request;

  PlanCallable(PlanRequest request) {
    this.request = request;
  }

  @Override
  public PlanAnswer invoke(File workspace, VirtualChannel channel) throws IOException {
    Path directory = workspace.toPath();
    ConfigurationLoader.Options options =
        new ConfigurationLoader.Options(
            request.variables(),
            new LinkedHashSet<>(request.environments()),
            false,
            directory,
            request.credentials());
    try {
      MigrationTestPlan plan = plan(directory, options);
      PlanSize.check(plan);
      return PlanAnswer.of(plan);
    } catch (ConfigurationException e) {
      return PlanAnswer.wrong(e, directory);
    }
  }

  private MigrationTestPlan plan(Path workspace, ConfigurationLoader.Options options)
      throws ConfigurationException {
    String config = request.config();
    if (config == null) {
      MigrationTestConfiguration configuration =
          ConfigurationLoader.load("configText", request.text(), options);
      return MigrationTest.plan(configuration, workspace, workspace);
    }
    Path file = workspace.resolve(config);
    MigrationTestConfiguration configuration =
        ConfigurationLoader.load(file, options).named(config);
    Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return MigrationTest.plan(configuration, parent, workspace);
  }
}
