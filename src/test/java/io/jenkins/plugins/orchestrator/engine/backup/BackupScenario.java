package io.jenkins.plugins.orchestrator.engine.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.backup.manifest.StoredBackup;
import io.jenkins.plugins.orchestrator.engine.backup.store.BackupStore;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.TaskKind;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs of {@link BackupPlan} out of a configuration, in a directory. */
final class BackupScenario {
  final Path directory;
  final Cancellation cancellation = new Cancellation();
  final RunId run = RunId.random();
  private final Map<String, String> variables = new HashMap<>(System.getenv());
  private ProgressListener listener = ProgressListener.silent();

  BackupScenario(Path directory) {
    this.directory = directory;
  }

  BackupScenario with(ProgressListener other) {
    listener = other;
    return this;
  }

  BackupScenario variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  BackupPlan plan(String yaml) throws ConfigurationException {
    return new BackupPlan(configuration(yaml));
  }

  BackupPlan dryRun(String yaml) throws ConfigurationException {
    return new BackupPlan(configuration(yaml), true);
  }

  private MigrationTestConfiguration configuration(String yaml) throws ConfigurationException {
    return ConfigurationLoader.load(
        "databases.yaml",
        yaml,
        ConfigurationLoader.Options.of(Map.of(), directory).with(ConfigurationUse.BACKUPS));
  }

  OperationReport run(String yaml) throws ConfigurationException {
    return run(plan(yaml));
  }

  OperationReport run(OperationPlan plan) {
    return LocalOperation.run(plan, context(plan));
  }

  RunContext context(OperationPlan plan) {
    return new RunContext(
        run,
        RunClock.start(),
        new StateDirectory(directory.resolve("state")),
        Redactor.of(plan.secrets()),
        listener,
        cancellation,
        variables,
        directory,
        new LocalCommands(variables, directory));
  }

  LaneReport runOne(String yaml) throws ConfigurationException {
    OperationReport report = run(yaml);
    assertThat(report.lanes()).hasSize(1);
    return report.lanes().get(0);
  }

  BackupStore store() {
    return new BackupStore(directory.resolve("backups"));
  }

  StoredBackup only() throws IOException {
    List<StoredBackup> backups = store().list().backups();
    assertThat(backups).hasSize(1);
    return backups.get(0);
  }

  /** That nothing half-written lies there, under whatever name. */
  void assertOnlyBackupsLeft(int count) throws IOException {
    BackupStore.Listing listing = store().list();
    assertThat(listing.unusable()).isEmpty();
    assertThat(listing.backups()).hasSize(count);
    String[] names = store().directory().toFile().list();
    assertThat(names == null ? new String[0] : names).hasSize(count);
    Path temporary = directory.resolve("state/tmp");
    if (Files.exists(temporary)) {
      assertThat(temporary).as("password files and scratch").isEmptyDirectory();
    }
  }

  static LaneReport lane(OperationReport report, String name) {
    return report.lanes().stream()
        .filter(lane -> lane.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static List<String> tasks(LaneReport lane) {
    return lane.tasks().stream().map(task -> task.kind().label() + " " + task.status()).toList();
  }

  static String message(LaneReport lane, TaskKind kind) {
    return lane.tasks().stream()
        .filter(task -> task.kind() == kind)
        .findFirst()
        .map(task -> String.valueOf(task.message()))
        .orElseThrow();
  }
}
