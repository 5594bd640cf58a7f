package io.jenkins.plugins.orchestrator.engine.health;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationLoader;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationUse;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.LocalOperation;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A health check as a user would ask for it, of a configuration in text. */
final class Health {
  static final String ENVIRONMENT = "production";

  private final Path directory;
  private final StringBuilder environments = new StringBuilder();
  private String keys = "machine: {check: false}";
  private String top = "";
  private final Map<String, String> variables = new TreeMap<>(System.getenv());
  private QuotaProbe quotas = QuotaProbe.none();
  private final Cancellation cancellation = new Cancellation();
  private Duration before = Duration.ZERO;

  Health(Path directory) {
    this.directory = directory;
  }

  /** One of a database, called {@link #ENVIRONMENT}. */
  static Health of(Path directory, String url) {
    return new Health(directory).environment(ENVIRONMENT, url);
  }

  Health environment(String name, String url) {
    environments.append("  ").append(name).append(": {db_url: '").append(url).append("'}\n");
    return this;
  }

  /** In place of a machine that is not looked at. */
  Health keys(String yaml) {
    keys = yaml;
    return this;
  }

  /** Beside a machine that is not looked at. */
  Health with(String yaml) {
    keys += ", " + yaml;
    return this;
  }

  Health top(String yaml) {
    top += yaml + "\n";
    return this;
  }

  Health variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  Health quotas(QuotaProbe probe) {
    quotas = probe;
    return this;
  }

  /** As if the run had begun so long ago. */
  Health startedBefore(Duration ago) {
    before = ago;
    return this;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  StateDirectory state() {
    return new StateDirectory(directory.resolve("state"));
  }

  HistoryDirectory history() {
    return HistoryDirectory.in(state());
  }

  HealthPlan plan() throws ConfigurationException {
    return HealthPlan.of(configuration(), quotas);
  }

  MigrationTestConfiguration configuration() throws ConfigurationException {
    return ConfigurationLoader.load(
        "health.yaml",
        top + "health: {" + keys + "}\nenvironments:\n" + environments,
        new ConfigurationLoader.Options(variables, Set.of(), false, directory)
            .with(ConfigurationUse.HEALTH));
  }

  OperationReport run() throws ConfigurationException {
    HealthPlan plan = plan();
    return LocalOperation.run(plan, context(plan));
  }

  RunContext context(HealthPlan plan) {
    return new RunContext(
        RunId.random(),
        new RunClock(Instant.now().minus(before), System.nanoTime() - before.toNanos()),
        state(),
        Redactor.of(plan.secrets()),
        ProgressListener.silent(),
        cancellation,
        variables,
        directory,
        new LocalCommands(variables, directory));
  }

  /** The report of the only environment. */
  LaneReport lane() throws ConfigurationException {
    return run().lanes().get(0);
  }

  static CheckReport check(LaneReport lane, String name) {
    return lane.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no check " + name + " in " + lane.checks()));
  }

  /** The worst level of a check's measurements. */
  static Level level(LaneReport lane, String name) {
    if (check(lane, name).status() == io.jenkins.plugins.orchestrator.engine.run.Status.SKIPPED) {
      return Level.SKIPPED;
    }
    return Level.worst(
        Measurement.of(lane).stream()
            .filter(each -> each.check().equals(name))
            .map(Measurement::level)
            .toList());
  }

  static double value(LaneReport lane, String name) {
    return Measurement.of(lane).stream()
        .filter(each -> each.check().equals(name) && each.value() != null)
        .mapToDouble(Measurement::value)
        .max()
        .orElseThrow(() -> new AssertionError("no value of " + name));
  }

  /** Messages and advice of a check's findings. */
  static String findings(LaneReport lane, String code) {
    return lane.findings().stream()
        .filter(finding -> finding.code().equals("health-" + code))
        .map(Health::text)
        .collect(Collectors.joining("\n"));
  }

  private static String text(Finding finding) {
    return finding.severity() + " " + finding.message() + " -> " + finding.advice();
  }

  /** The names of the checks whose state is unknown. */
  static List<String> unknown(LaneReport lane) {
    return lane.checks().stream()
        .filter(
            check -> check.status() == io.jenkins.plugins.orchestrator.engine.run.Status.UNKNOWN)
        .map(CheckReport::name)
        .toList();
  }
}
