package io.jenkins.plugins.orchestrator.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How many branches run at once. */
final class ParallelOption {
  @Option(
      names = "--max-parallel",
      paramLabel = "N",
      description = "At most N at once, whatever CONFIG says.")
  private @Nullable Integer maxParallel;

  /**
   * The number, null for that of the configuration.
   *
   * @throws ParameterException when it is not one or more
   */
  @Nullable Integer number(CommandSpec spec) {
    if (maxParallel != null && maxParallel < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-parallel: found " + maxParallel + ", expected 1 or more");
    }
    return maxParallel;
  }
}
