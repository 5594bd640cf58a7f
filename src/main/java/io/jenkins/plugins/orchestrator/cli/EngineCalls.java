package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.migration.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The engine itself. Until its parts are joined, most calls say so. */
final class EngineCalls implements Engine {
  private static UnsupportedOperationException notYet() {
    return new UnsupportedOperationException("this part of the engine is not there yet");
  }

  @Override
  public MigrationTestConfiguration load(Load load) throws ConfigurationException {
    throw notYet();
  }

  @Override
  public MigrationTestPlan plan(
      MigrationTestConfiguration configuration, Path configurationDirectory, Path workingDirectory)
      throws ConfigurationException {
    return MigrationTest.plan(configuration, configurationDirectory, workingDirectory);
  }

  @Override
  public List<Preview> preview(MigrationTestPlan plan, RunContext context) {
    throw notYet();
  }

  @Override
  public MigrationTestReport run(MigrationTestPlan plan, RunContext context) {
    return MigrationTest.run(plan, context);
  }

  @Override
  public void writeFiles(MigrationTestReport report, Path directory) throws IOException {
    throw notYet();
  }

  @Override
  public void writeJson(MigrationTestReport report, OutputStream out) throws IOException {
    throw notYet();
  }

  @Override
  public String summary(MigrationTestReport report, boolean color, int width) {
    throw notYet();
  }

  @Override
  public boolean reap(Reap reap, Consumer<String> messages) {
    throw notYet();
  }
}
