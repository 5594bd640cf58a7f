package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaped;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Reaper;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleSummary;
import io.jenkins.plugins.orchestrator.engine.report.files.ReportFiles;
import io.jenkins.plugins.orchestrator.engine.report.json.JsonReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The engine itself. */
final class EngineCalls implements Engine {
  @Override
  public MigrationTestConfiguration load(Load load) throws ConfigurationException {
    return ConfigurationLoader.load(
        load.file(),
        new ConfigurationLoader.Options(
            load.variables(),
            new LinkedHashSet<>(load.environments()),
            load.embedded(),
            load.workingDirectory()));
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
    throw notYet("backup");
  }

  @Override
  public OperationPlan verifyBackups(VerifyBackups verify) throws ConfigurationException {
    throw notYet("verify-backups");
  }

  @Override
  public OperationPlan restore(Restore restore) throws ConfigurationException {
    throw notYet("restore");
  }

  @Override
  public OperationPlan provision(Provision provision) throws ConfigurationException {
    throw notYet("provision");
  }

  private static ConfigurationException notYet(String command) {
    return new ConfigurationException(
        List.of(
            new ConfigurationProblem(
                "orchestrate", 0, 0, command, "no such operation", "a newer version", null)));
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
