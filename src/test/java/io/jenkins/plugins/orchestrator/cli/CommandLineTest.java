package io.jenkins.plugins.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
  private final ScriptedEngine engine = new ScriptedEngine();
  @TempDir private Path directory;

  private CommandRun run(String... args) {
    return CommandRun.of(engine, directory, args);
  }

  @Test
  void helpGoesToStandardOutputAndPasses() {
    CommandRun run = run("--help");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("migration-test", "reap", "completion", "ORCHESTRATE_STATE", "wrong input");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migration-test",
        "validate",
        "health",
        "backup",
        "verify-backups",
        "restore",
        "provision",
        "reap",
        "completion"
      })
  void everyCommandExplainsItselfWithExamples(String command) {
    CommandRun run = run(command, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Examples:", "orchestrate " + command);
    assertThat(run.out().lines().mapToInt(String::length).max().orElse(0)).isLessThan(101);
  }

  @Test
  void saysItsVersion() {
    CommandRun run = run("--version");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Parallel Orchestrator ");
  }

  @Test
  void theManualNamesEveryCommandAndOption() throws IOException {
    String manual = Files.readString(Path.of("docs/command-line.md"));
    CommandLine root =
        Main.commandLine(
            new CommandContext(
                engine, System.out, System.err, Terminal.none(), Map.of(), directory, directory));
    Map<String, CommandLine> commands = new TreeMap<>(root.getSubcommands());
    commands.forEach(
        (name, command) -> {
          assertThat(manual).contains("## `" + name + "`");
          for (OptionSpec option : command.getCommandSpec().options()) {
            assertThat(manual).contains("`" + option.longestName());
          }
        });
    for (OptionSpec option : root.getCommandSpec().options()) {
      assertThat(manual).contains("`" + option.longestName());
    }
  }

  @Test
  void printsACompletionScriptThatBashUnderstands() throws Exception {
    CommandRun run = run("completion");
    assertThat(run.out())
        .contains("migration-test", "--embedded", "verify-backups", "--server", "--anonymize");
    Path script = Files.writeString(directory.resolve("completion"), run.out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
  }

  @Test
  void reapsWhereTheConfigurationSays() {
    CommandRun run = run("reap", "test.yaml", "--dry-run");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("dropped orch_x\n");
    Engine.Reap reap = engine.call(Engine.Reap.class);
    assertThat(reap.dryRun()).isTrue();
    assertThat(reap.servers()).extracting(DatabaseTarget::hosts).hasSize(1);
    assertThat(reap.state().path()).isEqualTo(directory.resolve("state"));
  }

  @Test
  void reapFailsWhenSomethingIsLeft() {
    engine.clean = false;
    assertThat(run("reap").code()).isEqualTo(1);
    assertThat(engine.call(Engine.Reap.class).servers()).isEmpty();
  }
}
