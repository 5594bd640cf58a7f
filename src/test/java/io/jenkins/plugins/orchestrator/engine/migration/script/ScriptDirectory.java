package io.jenkins.plugins.orchestrator.engine.migration.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationProblem;
import io.jenkins.plugins.orchestrator.engine.config.MigrationSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a directory of migrations for a test: {@code in(dir).file("a.sql", "SELECT 1").read()}.
 */
public final class ScriptDirectory {
  private final Path directory;
  private String format = "auto";

  private ScriptDirectory(Path directory) {
    this.directory = directory;
  }

  public static ScriptDirectory in(Path directory) {
    return new ScriptDirectory(directory);
  }

  public ScriptDirectory format(String name) {
    format = name;
    return this;
  }

  public ScriptDirectory file(String name, String... lines) {
    return bytes(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  ScriptDirectory bytes(String name, byte[] bytes) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Reads the directory as {@code db}. */
  public MigrationDirectory read() throws ConfigurationException {
    return MigrationDirectories.read(settings(format, null, null), directory);
  }

  /** The scripts of the directory. */
  List<MigrationScript> scripts() throws ConfigurationException {
    return read().scripts();
  }

  /** What is wrong with the directory, as a person sees it. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e -> e.problems().stream().map(ConfigurationProblem::toString).forEach(problems::add));
    return problems;
  }

  /** Settings that say nothing but these. */
  public static MigrationSettings settings(
      String format,
      @org.jspecify.annotations.Nullable String baseline,
      @org.jspecify.annotations.Nullable String command) {
    return new MigrationSettings(
        "db",
        format,
        Duration.ofMinutes(5),
        null,
        Duration.ofSeconds(1),
        baseline,
        null,
        false,
        false,
        command,
        null);
  }
}
