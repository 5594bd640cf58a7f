package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import java.nio.file.Path;
import java.util.List;

/** Tests migrations on throw-away copies of all environments at once. */
public final class MigrationTest {
  private MigrationTest() {}

  /**
   * Reads and validates all scripts.
   *
   * @param configurationDirectory where the configuration file is
   * @param workingDirectory what relative paths are relative to first
   * @throws ConfigurationException with every mistake in every script's file or name
   */
  public static MigrationTestPlan plan(
      MigrationTestConfiguration configuration, Path configurationDirectory, Path workingDirectory)
      throws ConfigurationException {
    return new MigrationPlanner(configurationDirectory, workingDirectory).plan(configuration);
  }

  /** Says what {@link #run} would do, reading the sources and touching nothing. */
  public static List<EnvironmentPreview> preview(MigrationTestPlan plan, RunContext context) {
    return new Preview(plan, context).read();
  }

  /**
   * Runs all branches and judges them. Returns also when branches failed or the run was cancelled;
   * by then everything it made is dropped, or written in the journal and reported.
   */
  public static MigrationTestReport run(MigrationTestPlan plan, RunContext context) {
    Snapshots snapshots =
        new Snapshots(context.run(), context.state(), context.redactor(), context.variables());
    return new TestRun(plan, context, snapshots).execute();
  }
}
