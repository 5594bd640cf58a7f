package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.SnapshotStrategy;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTest;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ScriptInspection;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import io.jenkins.plugins.orchestrator.engine.migration.script.Similar;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.SnapshotDecision;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Throw-away databases for somebody's work: clones of an environment, migrated and anonymized. */
public final class Provisioning {
  /** What stands for a file where a mistake is in what was asked for. */
  static final String PLACE = "provision";

  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final MigrationTestConfiguration configuration;
  private final Path configurationDirectory;
  private final Path workingDirectory;
  private final List<ConfigurationProblem> problems = new ArrayList<>();

  private Provisioning(
      MigrationTestConfiguration configuration,
      Path configurationDirectory,
      Path workingDirectory) {
    this.configuration = configuration;
    this.configurationDirectory = configurationDirectory;
    this.workingDirectory = workingDirectory;
  }

  /**
   * Reads and validates everything; connects to nothing.
   *
   * @param environment its name in the configuration
   * @param configurationDirectory where the configuration file is
   * @param workingDirectory what relative paths are relative to first
   * @throws ConfigurationException with every mistake in what was asked for and in the scripts
   */
  public static ProvisionPlan plan(
      MigrationTestConfiguration configuration,
      String environment,
      ProvisionOptions options,
      Path configurationDirectory,
      Path workingDirectory)
      throws ConfigurationException {
    return new Provisioning(configuration, configurationDirectory, workingDirectory)
        .plan(environment, options);
  }

  private ProvisionPlan plan(String name, ProvisionOptions options) throws ConfigurationException {
    numbers(options);
    List<ColumnName> columns = columns(options);
    if (options.command() != null && options.command().isBlank()) {
      problem("command", "nothing", "a command", null);
    }
    EnvironmentConfiguration environment = environment(name, options);
    MigrationDirectory migrations = null;
    ScriptText anonymize = null;
    if (environment != null) {
      clones(environment);
      migrations = migrations(environment, options);
      anonymize = anonymize(environment, options);
    }
    if (environment == null || !problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ProvisionPlan(
        configuration.with(List.of(environment)), options, migrations, anonymize, columns);
  }

  private void numbers(ProvisionOptions options) {
    if (options.count() < 1 || options.count() > ProvisionOptions.MOST) {
      problem("count", "" + options.count(), "1 to " + ProvisionOptions.MOST + " clones", null);
    }
    Duration ttl = options.ttl();
    if (ttl.compareTo(ProvisionOptions.SHORTEST) < 0
        || ttl.compareTo(ProvisionOptions.LONGEST) > 0) {
      problem(
          "ttl",
          seconds(ttl),
          "1 s to " + ProvisionOptions.LONGEST.toDays() + " days",
          "a longer use prolongs them while it lasts");
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private List<ColumnName> columns(ProvisionOptions options) {
    List<ColumnName> columns = new ArrayList<>();
    for (String text : options.columns()) {
      ColumnName.parse(text)
          .ifPresentOrElse(
              columns::add, () -> problem("columns", '"' + text + '"', ColumnName.EXPECTED, null));
    }
    if (!options.columns().isEmpty() && options.anonymize() == null) {
      problem(
          "columns",
          "columns to check, but no SQL that anonymizes them",
          "anonymize: a file",
          "without it they hold what the source holds");
    }
    if (!options.allowed().isEmpty() && options.columns().isEmpty()) {
      problem("allowed", "values, but no columns", "columns in which they are allowed", null);
    }
    return columns;
  }

  private @Nullable EnvironmentConfiguration environment(String name, ProvisionOptions options) {
    List<String> names =
        configuration.environments().stream().map(EnvironmentConfiguration::name).toList();
    for (EnvironmentConfiguration environment : configuration.environments()) {
      if (environment.name().equals(name)) {
        return options.migrate() == null
            ? environment
            : environment.withAllOf(environment.migrations().withPath(options.migrate()));
      }
    }
    problem(
        "environment",
        '"' + name + '"',
        "one of " + configuration.file() + ": " + String.join(", ", names),
        Similar.to(name, names).map(near -> "did you mean \"" + near + "\"?").orElse(null));
    return null;
  }

  private void clones(EnvironmentConfiguration environment) {
    SnapshotDecision decision = Snapshots.decision(environment);
    if (decision.strategy() == SnapshotStrategy.NONE) {
      problem(
          "environment",
          environment.name() + " with snapshot.strategy: none, which copies nothing",
          "a strategy that copies",
          "choose auto, dump or template");
    } else if (decision.refusal() != null) {
      problem("environment", decision.refusal(), "an environment that can be cloned", null);
    }
  }

  private @Nullable MigrationDirectory migrations(
      EnvironmentConfiguration environment, ProvisionOptions options) {
    if (options.migrate() == null) {
      return null;
    }
    try {
      return MigrationTest.plan(
              configuration.with(List.of(environment)), configurationDirectory, workingDirectory)
          .scripts()
          .get(environment.name());
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private @Nullable ScriptText anonymize(
      EnvironmentConfiguration environment, ProvisionOptions options) {
    String name = options.anonymize();
    if (name == null) {
      return null;
    }
    String text = text(name);
    if (text == null) {
      return null;
    }
    ScriptText script =
        new ScriptText(name.replace('\\', '/'), 1, text, ScriptText.TransactionMode.AUTO);
    boolean shared = environment.snapshot().server() == null && !environment.dedicatedServer();
    problems.addAll(ScriptInspection.inspect(script, shared, false));
    if (text.isBlank()) {
      problem("anonymize", "the file " + name + ", which is empty", "SQL", null);
    }
    return script;
  }

  private @Nullable String text(String name) {
    String found;
    try {
      Path file = workingDirectory.resolve(name);
      if (!Files.exists(file)) {
        file = configurationDirectory.resolve(name);
      }
      if (!Files.isRegularFile(file)) {
        found = "no file " + name;
      } else if (Files.size(file) > MOST_BYTES) {
        found = "the file " + name + " of more than " + MOST_BYTES + " bytes";
      } else {
        String text = Files.readString(file);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
      }
    } catch (CharacterCodingException e) {
      found = "the file " + name + ", which is not UTF-8";
    } catch (IOException e) {
      found = "the file " + name + ", which cannot be read";
    } catch (InvalidPathException e) {
      found = "a name that no file can have";
    }
    problem("anonymize", found, "a file with SQL", null);
    return null;
  }

  private void problem(String key, String found, String expected, @Nullable String advice) {
    problems.add(new ConfigurationProblem(PLACE, 0, 0, key, found, expected, advice));
  }
}
