package io.jenkins.plugins.orchestrator.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes configurations into a directory and loads them. */
final class Configurations {
  private final Path directory;
  private final Map<String, String> variables;

  /**
   * @param directory of the file; the working directory is {@code work} in it
   */
  Configurations(Path directory, Map<String, String> variables) {
    this.directory = directory;
    this.variables = variables;
  }

  Path workingDirectory() throws IOException {
    return Files.createDirectories(directory.resolve("work"));
  }

  Path write(String yaml) throws IOException {
    return Files.writeString(directory.resolve("test.yaml"), yaml);
  }

  MigrationTestConfiguration load(String yaml) throws IOException, ConfigurationException {
    return load(write(yaml), false);
  }

  MigrationTestConfiguration load(Path file, boolean embedded, String... environments)
      throws IOException, ConfigurationException {
    return ConfigurationLoader.load(
        file,
        new ConfigurationLoader.Options(
            variables, Set.of(environments), embedded, workingDirectory()));
  }

  /**
   * The problems of a configuration, each as a text without the file's name; none when it loads.
   */
  List<String> problems(String yaml) throws IOException {
    return problems(write(yaml), false);
  }

  List<String> problems(Path file, boolean embedded, String... environments) throws IOException {
    try {
      load(file, embedded, environments);
      return List.of();
    } catch (ConfigurationException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().substring(file.toString().length() + 1).strip())
          .toList();
    }
  }
}
