package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that the commands ask of the engine. */
interface Engine {
  /**
   * What to read.
   *
   * @param file the configuration as the user named it
   * @param environments the names of the environments to keep; empty for all
   * @param embedded whether servers are started in place of {@code db_url}
   * @param variables for {@code ${…}} in the file
   * @param workingDirectory what relative paths are relative to first
   */
  record Load(
      Path file,
      List<String> environments,
      boolean embedded,
      Map<String, String> variables,
      Path workingDirectory) {}

  /** Reads and checks a configuration; connects to nothing. */
  MigrationTestConfiguration load(Load load) throws ConfigurationException;

  /** Reads and checks the scripts; connects to nothing. */
  MigrationTestPlan plan(
      MigrationTestConfiguration configuration, Path configurationDirectory, Path workingDirectory)
      throws ConfigurationException;

  /** Looks at the databases, reading only, and says what a run would do in each. */
  List<EnvironmentPreview> preview(MigrationTestPlan plan, RunContext context);

  /** Runs the test; see {@code MigrationTest.run}. */
  MigrationTestReport run(MigrationTestPlan plan, RunContext context);

  /** Writes {@code report.json}, {@code report.html}, {@code junit.xml}, {@code handoff.yaml}. */
  void writeFiles(MigrationTestReport report, Path directory) throws IOException;

  /** Writes the content of {@code report.json}. */
  void writeJson(MigrationTestReport report, OutputStream out) throws IOException;

  /**
   * The verdict and what led to it, some lines for a terminal or a log.
   *
   * @param page where the report's page is, null when none was written
   */
  String summary(MigrationTestReport report, @Nullable Path page, ConsoleStyle style);

  /**
   * Drops what runs left behind: on the servers that the user's journal names, and on those given.
   *
   * @param messages hears a line for each thing dropped, or kept and why
   * @return false when something that should go could not be dropped
   */
  boolean reap(Reap reap, Consumer<String> messages);

  /**
   * What to reap.
   *
   * @param servers further servers to look at
   * @param redactor knows the servers' passwords
   * @param dryRun only say what would be dropped
   */
  record Reap(
      StateDirectory state, List<DatabaseTarget> servers, Redactor redactor, boolean dryRun) {}
}
