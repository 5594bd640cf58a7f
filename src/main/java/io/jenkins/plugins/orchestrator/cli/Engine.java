package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapResult;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
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

  /**
   * What to back up.
   *
   * @param load of the configuration; its names are those of databases and folders
   * @param dryRun only say what would be done
   * @param maxParallel how many at once, null for the configuration's number
   */
  record Backup(Load load, boolean dryRun, @Nullable Integer maxParallel) {}

  /** Reads and checks everything; connects to nothing. */
  OperationPlan backup(Backup backup) throws ConfigurationException;

  /**
   * What to validate.
   *
   * @param load of the deployments, by their names
   * @param maxParallel how many at once, null for the configuration's number
   */
  record Validate(Load load, @Nullable Integer maxParallel) {}

  /** Reads and checks everything; connects to nothing. */
  DeploymentsConfiguration deployments(Validate validate) throws ConfigurationException;

  /** The same, as what can be run. */
  OperationPlan validate(Validate validate) throws ConfigurationException;

  /**
   * Whose health to look at.
   *
   * @param load of the configuration
   * @param maxParallel how many at once, null for the configuration's number
   */
  record Health(Load load, @Nullable Integer maxParallel) {}

  /** Reads and checks everything; connects to nothing. */
  OperationPlan health(Health health) throws ConfigurationException;

  /**
   * What to verify.
   *
   * @param directory of the backups as the user named it
   * @param server where backups are restored and compared; null when hashes are enough
   * @param onlyLatest of each database and folder
   * @param jobs how many sessions restore and compare one backup
   * @param identity file with the private key of {@code age}, null for none
   * @param maxRecoveryTime what a restore may take (RTO), null for no limit
   * @param maxAge of the last verified backup (RPO), null for no limit
   * @param maxParallel how many at once, null for the engine's choice
   * @param workingDirectory what relative paths are relative to
   */
  record VerifyBackups(
      Path directory,
      @Nullable DatabaseTarget server,
      boolean onlyLatest,
      int jobs,
      @Nullable Path identity,
      @Nullable Duration maxRecoveryTime,
      @Nullable Duration maxAge,
      @Nullable Integer maxParallel,
      Path workingDirectory) {}

  /** Reads what the backups say of themselves; connects to nothing. */
  OperationPlan verifyBackups(VerifyBackups verify) throws ConfigurationException;

  /**
   * What to restore.
   *
   * @param backup its folder as the user named it
   * @param to the server, and the name of the database
   * @param replace whether that database is there and is replaced
   * @param confirm its name once more, null when the user did not type it
   * @param allowUnverified whether a backup is restored that no restore has proven
   * @param createRoles whether roles that the server lacks are made, unable to log in
   * @param jobs how many sessions restore and compare
   * @param identity file with the private key of {@code age}, null for none
   * @param configuration says which databases are protected; null when nothing does
   * @param environment to which the target belongs; null when the configuration's URLs tell
   * @param workingDirectory what relative paths are relative to
   */
  record Restore(
      Path backup,
      DatabaseTarget to,
      boolean replace,
      @Nullable String confirm,
      boolean allowUnverified,
      boolean createRoles,
      int jobs,
      @Nullable Path identity,
      @Nullable Load configuration,
      @Nullable String environment,
      Path workingDirectory) {}

  /** Reads what the backup says of itself; connects to nothing. */
  OperationPlan restore(Restore restore) throws ConfigurationException;

  /**
   * Where replaced databases are.
   *
   * @param server any database of it
   * @param redactor knows its password
   */
  record ReplacedOn(DatabaseTarget server, StateDirectory state, Redactor redactor) {}

  /** The databases that swaps have taken out of use; see {@code ReplacedDatabases.list}. */
  List<ReplacedDatabase> replaced(ReplacedOn where) throws SwapException;

  /**
   * Drops one for good.
   *
   * @param confirm its name once more
   */
  void dropReplaced(ReplacedOn where, String name, String confirm) throws SwapException;

  /** Puts one back into use; see {@code ReplacedDatabases.swapBack}. */
  SwapResult swapBack(ReplacedOn where, String name, Cancellation cancellation)
      throws SwapException;

  /**
   * What to clone.
   *
   * @param load of the configuration, with the one environment
   * @param environment its name
   * @param count how many clones
   * @param ttl how long they live at most
   * @param migrate directory of migrations, null for none
   * @param anonymize file of SQL, null for none
   * @param columns that hold no value of the source afterwards
   * @param allowed values that they may hold all the same
   * @param command for {@code sh -c}, null when the clones stay
   */
  record Provision(
      Load load,
      String environment,
      int count,
      Duration ttl,
      @Nullable String migrate,
      @Nullable String anonymize,
      List<String> columns,
      List<String> allowed,
      @Nullable String command) {}

  /** Reads and checks everything; connects to nothing. */
  OperationPlan provision(Provision provision) throws ConfigurationException;

  /**
   * Runs a plan's lanes; see {@code LocalOperation.run}.
   *
   * @param ended hears the end of each lane, from several threads
   */
  OperationReport run(OperationPlan plan, RunContext context, Consumer<LaneReport> ended);

  /** Writes all files of an operation's report. */
  void writeFiles(OperationReport report, Path directory) throws IOException;

  /** Writes the content of its {@code report.json}. */
  void writeJson(OperationReport report, OutputStream out) throws IOException;

  /**
   * The verdict and what led to it, some lines for a terminal or a log.
   *
   * @param page where the report's page is, null when none was written
   */
  String summary(OperationReport report, @Nullable Path page, ConsoleStyle style);

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
