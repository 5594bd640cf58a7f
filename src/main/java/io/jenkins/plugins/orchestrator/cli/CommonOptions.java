package io.jenkins.plugins.orchestrator.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Option(
      names = "--debug",
      description = "Show stack traces of errors; likewise when ORCHESTRATE_DEBUG is set.")
  private boolean debug;

  boolean debug(CommandContext context) {
    return debug || context.debug();
  }
}
