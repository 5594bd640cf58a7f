package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.operation.Coordination;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.report.DriftReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Plans without any file: there are no scripts then, and what is tested is the rest.
   *
   * @param configuration read without a working directory
   */
  public static MigrationTestPlan planWithoutFiles(MigrationTestConfiguration configuration) {
    Map<String, MigrationDirectory> none = new LinkedHashMap<>();
    for (EnvironmentConfiguration environment : configuration.environments()) {
      MigrationSettings settings = environment.migrations();
      none.put(
          environment.name(),
          new MigrationDirectory(
              settings.format(),
              settings.path(),
              List.of(),
              List.of(
                  Finding.of(
                      Finding.Severity.WARNING,
                      "no-scripts",
                      "there is no workspace, so no migration was read from " + settings.path(),
                      "run the step where the scripts are checked out"))));
    }
    return new MigrationTestPlan(configuration, none);
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
    return TestRun.local(plan, context).execute();
  }

  /**
   * Runs one environment's branch, on the calling thread, while the others run elsewhere.
   *
   * @param environment its name, one of the plan's
   * @param coordination the way to what the branches share
   * @throws IllegalArgumentException when the plan has no such environment
   */
  public static BranchResult runBranch(
      MigrationTestPlan plan, String environment, RunContext context, Coordination coordination) {
    EnvironmentConfiguration configuration =
        plan.configuration().environments().stream()
            .filter(each -> each.name().equals(environment))
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("not in the plan: environment " + environment));
    return TestRun.of(plan, context, coordination).executeAlone(configuration);
  }

  /**
   * Compares the schemas, which takes time with many environments. They change when a branch ends,
   * reports are asked for more often.
   *
   * @param results in the order of the configuration
   */
  public static DriftReport drift(
      MigrationTestConfiguration configuration, RunContext context, List<BranchResult> results) {
    return new RunReport(configuration, context).drift(results);
  }

  /**
   * Puts together what {@link #runBranch} gave for each environment, when the last of them is
   * there.
   *
   * @param results in the order of the configuration
   * @param drift what {@link #drift} gave for the same schemas
   */
  public static MigrationTestReport report(
      MigrationTestConfiguration configuration,
      RunContext context,
      List<BranchResult> results,
      DriftReport drift) {
    return new RunReport(configuration, context).of(results, List.of(), drift);
  }
}
