package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.backup.BackupPlan;
import io.jenkins.plugins.orchestrator.engine.backup.restore.ProtectedTarget;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestoreOptions;
import io.jenkins.plugins.orchestrator.engine.backup.restore.RestorePlan;
import io.jenkins.plugins.orchestrator.engine.backup.verify.BackupSelection;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyBackupsPlan;
import io.jenkins.plugins.orchestrator.engine.backup.verify.VerifyOptions;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.DeploymentsLoader;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.health.HealthPlan;
import io.jenkins.plugins.orchestrator.engine.health.QuotaProbe;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabase;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.ReplacedDatabases;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapException;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SwapResult;
import io.jenkins.plugins.orchestrator.engine.provision.ProvisionOptions;
import io.jenkins.plugins.orchestrator.engine.provision.Provisioning;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleSummary;
import io.jenkins.plugins.orchestrator.engine.report.files.ReportFiles;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.validate.ValidatePlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine itself. */
final class EngineCalls implements Engine {
  /** Of one backup, proven or restored; --timeout limits the whole run. */
  private static final Duration LONGEST_PROOF = Duration.ofHours(24);

  private static final int BACKUPS_AT_ONCE = 2;

  @Override
  public MigrationTestConfiguration load(Load load) throws ConfigurationException {
    return load(load, ConfigurationUse.COPIES);
  }

  private static MigrationTestConfiguration load(Load load, ConfigurationUse use)
      throws ConfigurationException {
    return ConfigurationLoader.load(load.file(), options(load).with(use));
  }

  private static ConfigurationLoader.Options options(Load load) {
    return new ConfigurationLoader.Options(
        load.variables(),
        new LinkedHashSet<>(load.environments()),
        load.embedded(),
        load.workingDirectory());
  }

  @Override
  public MigrationTestPlan plan(
      MigrationTestConfiguration configuration, Path configurationDirectory, Path workingDirectory)
      throws ConfigurationException {
    return MigrationTest.plan(configuration, configurationDirectory, workingDirectory);
  }

  @Override
  public List<EnvironmentPreview> preview(MigrationTestPlan plan, RunContext context) {
    return MigrationTest.preview(plan, context);
  }

  @Override
  public MigrationTestReport run(MigrationTestPlan plan, RunContext context) {
    return MigrationTest.run(plan, context);
  }

  @Override
  public void writeFiles(MigrationTestReport report, Path directory) throws IOException {
    ReportFiles.write(report, directory);
  }

  @Override
  public void writeJson(MigrationTestReport report, OutputStream out) throws IOException {
    JsonReport.write(report, out);
  }

  @Override
  public String summary(MigrationTestReport report, @Nullable Path page, ConsoleStyle style) {
    return ConsoleSummary.of(report, page == null ? null : page.toString(), style);
  }

  @Override
  public OperationPlan backup(Backup backup) throws ConfigurationException {
    return new BackupPlan(
        load(backup.load(), ConfigurationUse.BACKUPS, backup.maxParallel()), backup.dryRun());
  }

  private static MigrationTestConfiguration load(
      Load load, ConfigurationUse use, @Nullable Integer most) throws ConfigurationException {
    MigrationTestConfiguration read = load(load, use);
    return most == null
        ? read
        : new MigrationTestConfiguration(
            read.file(),
            read.environments(),
            read.folders(),
            read.workflow(),
            most,
            read.findings());
  }

  @Override
  public DeploymentsConfiguration deployments(Validate validate) throws ConfigurationException {
    Load load = validate.load();
    DeploymentsConfiguration read = DeploymentsLoader.load(load.file(), options(load));
    Integer most = validate.maxParallel();
    return most == null
        ? read
        : new DeploymentsConfiguration(
            read.file(), read.deployments(), most, read.timeout(), read.findings(), read.values());
  }

  @Override
  public OperationPlan validate(Validate validate) throws ConfigurationException {
    return new ValidatePlan(deployments(validate));
  }

  @Override
  public OperationPlan health(Health health) throws ConfigurationException {
    return HealthPlan.of(
        load(health.load(), ConfigurationUse.HEALTH, health.maxParallel()), QuotaProbe.http());
  }

  @Override
  public OperationPlan verifyBackups(VerifyBackups verify) throws ConfigurationException {
    Path directory = verify.workingDirectory().resolve(verify.directory());
    if (!Files.isDirectory(directory)) {
      throw refused(verify.directory().toString(), "no folder", "the folder of the backups");
    }
    Integer most = verify.maxParallel();
    try {
      return VerifyBackupsPlan.of(
          directory.toString(),
          verify.onlyLatest() ? BackupSelection.last() : BackupSelection.all(),
          new VerifyOptions(
              verify.server() != null,
              verify.server(),
              verify.jobs(),
              LONGEST_PROOF,
              verify.identity() == null
                  ? null
                  : verify.workingDirectory().resolve(verify.identity()).toString(),
              verify.maxRecoveryTime()),
          verify.maxAge(),
          most == null ? BACKUPS_AT_ONCE : most);
    } catch (IOException e) {
      throw refused(
          verify.directory().toString(),
          "a folder that cannot be read (" + e + ")",
          "the folder of the backups");
    }
  }

  @Override
  public OperationPlan restore(Restore restore) throws ConfigurationException {
    Load configuration = restore.configuration();
    boolean isProtected =
        configuration != null
            && ProtectedTarget.is(
                restore.to(), load(configuration, ConfigurationUse.BACKUPS), restore.environment());
    Path identity = restore.identity();
    return RestorePlan.of(
        restore.backup().toString(),
        restore.workingDirectory(),
        restore.to(),
        new RestoreOptions(
            restore.replace(),
            isProtected,
            restore.confirm(),
            restore.allowUnverified(),
            restore.createRoles(),
            restore.jobs(),
            LONGEST_PROOF,
            identity == null ? null : restore.workingDirectory().resolve(identity).toString()));
  }

  @Override
  public List<ReplacedDatabase> replaced(ReplacedOn where) throws SwapException {
    return databases(where).list(where.server());
  }

  @Override
  public void dropReplaced(ReplacedOn where, String name, String confirm) throws SwapException {
    databases(where).drop(where.server().withDatabase(name), confirm);
  }

  @Override
  public SwapResult swapBack(ReplacedOn where, String name, Cancellation cancellation)
      throws SwapException {
    return databases(where).swapBack(where.server().withDatabase(name), line -> {}, cancellation);
  }

  private static ReplacedDatabases databases(ReplacedOn where) {
    return new ReplacedDatabases(RunId.random(), "replaced", where.state(), where.redactor());
  }

  @Override
  public OperationPlan provision(Provision provision) throws ConfigurationException {
    Path file = provision.load().workingDirectory().resolve(provision.load().file());
    return Provisioning.plan(
        load(provision.load()),
        provision.environment(),
        new ProvisionOptions(
            provision.count(),
            provision.ttl(),
            provision.migrate(),
            provision.anonymize(),
            provision.columns(),
            provision.allowed(),
            provision.command()),
        Objects.requireNonNull(file.toAbsolutePath().getParent()),
        provision.load().workingDirectory());
  }

  private static ConfigurationException refused(String what, String found, String expected) {
    return new ConfigurationException(
        List.of(new ConfigurationProblem(what, 0, 0, "", found, expected, null)));
  }

  @Override
  public OperationReport run(OperationPlan plan, RunContext context, Consumer<LaneReport> ended) {
    return LocalOperation.run(plan, context, ended);
  }

  @Override
  public void writeFiles(OperationReport report, Path directory) throws IOException {
    ReportFiles.write(report, directory);
  }

  @Override
  public void writeJson(OperationReport report, OutputStream out) throws IOException {
    JsonReport.write(report, out);
  }

  @Override
  public String summary(OperationReport report, @Nullable Path page, ConsoleStyle style) {
    return ConsoleSummary.of(report, page == null ? null : page.toString(), style);
  }

  @Override
  public boolean reap(Reap reap, Consumer<String> messages) {
    List<Reaped> found = Reaper.reap(reap.servers(), reap.state(), reap.redactor(), reap.dryRun());
    found.forEach(one -> messages.accept(line(one)));
    return found.stream().noneMatch(one -> one.outcome() == Reaped.Outcome.FAILED);
  }

  private static String line(Reaped reaped) {
    String what =
        switch (reaped.outcome()) {
          case DROPPED -> "dropped";
          case WOULD_DROP -> "would drop";
          case KEPT -> "kept";
          case FAILED -> "COULD NOT DROP";
        };
    return "%s %s %s (%s): %s"
        .formatted(what, reaped.kind(), reaped.name(), reaped.place(), reaped.reason());
  }
}
