package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSelection;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.apply.ScriptInspection;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectories;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationDirectory;
import io.jenkins.plugins.orchestrator.engine.migration.script.MigrationScript;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the scripts of all environments, each directory once, and collects every mistake. */
final class MigrationPlanner {
  /** What decides how a directory is read and inspected. */
  private record Source(
      Path directory,
      String format,
      @Nullable String command,
      @Nullable String downCommand,
      boolean psql,
      boolean sharedServer) {}

  private final Path configurationDirectory;
  private final Path workingDirectory;
  private final Map<Source, MigrationDirectory> directories = new HashMap<>();
  private final Set<ConfigurationProblem> problems = new LinkedHashSet<>();
  private String configurationFile = "";

  MigrationPlanner(Path configurationDirectory, Path workingDirectory) {
    this.configurationDirectory = configurationDirectory;
    this.workingDirectory = workingDirectory;
  }

  MigrationTestPlan plan(MigrationTestConfiguration configuration) throws ConfigurationException {
    configurationFile = configuration.file();
    Map<String, MigrationDirectory> scripts = new LinkedHashMap<>();
    for (EnvironmentConfiguration environment : configuration.environments()) {
      scripts.put(environment.name(), directory(environment));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(List.copyOf(problems));
    }
    return new MigrationTestPlan(configuration, scripts);
  }

  private MigrationDirectory directory(EnvironmentConfiguration environment) {
    Source source =
        new Source(
            environment.migrations().directory(configurationDirectory, workingDirectory),
            environment.migrations().format(),
            environment.migrations().command(),
            environment.migrations().downCommand(),
            environment.migrations().psql(),
            isSharedServer(environment));
    if (source.format().equals(MigrationDirectories.COMMAND)
        && !(environment.selection() instanceof MigrationSelection.AllPending)) {
      problems.add(
          new ConfigurationProblem(
              configurationFile,
              0,
              0,
              "test_environments." + environment.name() + ".migrations_to_test",
              "a selection of migrations with format: command",
              "all_pending",
              "the command itself decides what it applies; say it there"));
    }
    return directories.computeIfAbsent(source, key -> read(key, environment));
  }

  private MigrationDirectory read(Source source, EnvironmentConfiguration environment) {
    try {
      MigrationDirectory directory =
          MigrationDirectories.read(environment.migrations(), source.directory());
      for (MigrationScript script : directory.scripts()) {
        problems.addAll(inspect(script.up(), source));
        script.down().ifPresent(down -> problems.addAll(inspect(down, source)));
      }
      return directory;
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return new MigrationDirectory(source.format(), source.directory().toString(), List.of());
    }
  }

  private static List<ConfigurationProblem> inspect(ScriptText script, Source source) {
    return ScriptInspection.inspect(script, source.sharedServer(), source.psql());
  }

  /** Whether a script that reaches beyond its database would reach somebody else's. */
  private static boolean isSharedServer(EnvironmentConfiguration environment) {
    return environment.snapshot().server() == null && !environment.dedicatedServer();
  }
}
