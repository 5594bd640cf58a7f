package io.jenkins.plugins.orchestrator.engine.migration;

import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.clone.Snapshots;
import java.nio.file.Path;

/**
 * The run for which scripts are applied to a clone.
 *
 * @param snapshots of the run, which write down what it leaves on this machine
 * @param configuration the configuration file's path as the user gave it
 */
public record CloneSite(RunContext context, Snapshots snapshots, String configuration) {
  /** Where the configuration file is. */
  Path configurationDirectory() {
    Path file = context.workingDirectory().resolve(configuration);
    Path parent = file.getParent();
    return parent == null ? context.workingDirectory() : parent;
  }
}
