package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import java.nio.file.Path;

/** Tests migrations on throw-away copies of all environments at once. */
@SuppressWarnings("DoNotCallSuggester")
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
    throw new UnsupportedOperationException();
  }

  /**
   * Runs all branches and judges them. Returns also when branches failed or the run was cancelled;
   * by then everything it made is dropped, or written in the journal and reported.
   */
  public static MigrationTestReport run(MigrationTestPlan plan, RunContext context) {
    throw new UnsupportedOperationException();
  }
}
