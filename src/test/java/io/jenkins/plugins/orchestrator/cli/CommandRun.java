package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A command that ran in this process.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it printed on standard error
 */
record CommandRun(int code, String out, String err) {
  /** Runs a command with a directory as its whole world. */
  static CommandRun of(Engine engine, Path directory, String... args) {
    return of(engine, directory, Map.of(), args);
  }

  static CommandRun of(
      Engine engine, Path directory, Map<String, String> variables, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> all = new HashMap<>(variables);
    all.put("ORCHESTRATE_STATE", directory.resolve("state").toString());
    CommandContext context =
        new CommandContext(
            engine,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Terminal.none(),
            all,
            directory,
            directory);
    int code = Main.run(args, context);
    return new CommandRun(code, out.toString(UTF_8), err.toString(UTF_8));
  }
}
