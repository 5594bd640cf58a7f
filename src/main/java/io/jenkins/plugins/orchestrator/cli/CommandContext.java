package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The world that a command runs in.
 *
 * @param engine does the work
 * @param out for results
 * @param err for progress and problems
 * @param terminal what the two are connected to
 * @param variables the environment variables
 * @param workingDirectory what relative paths are relative to
 * @param temporaryDirectory where embedded servers live
 */
record CommandContext(
    Engine engine,
    PrintStream out,
    PrintStream err,
    Terminal terminal,
    Map<String, String> variables,
    Path workingDirectory,
    Path temporaryDirectory) {

  /** Where journals are. */
  StateDirectory state() {
    return StateDirectory.ofUser(variables);
  }

  /**
   * A configuration, from here.
   *
   * @param environments the names of those to keep; empty for all
   */
  Engine.Load load(Path file, List<String> environments) {
    return new Engine.Load(file, List.copyOf(environments), false, variables, workingDirectory);
  }

  /** Whether stack traces are wanted. */
  boolean debug() {
    return !variables.getOrDefault("ORCHESTRATE_DEBUG", "").isEmpty();
  }
}
