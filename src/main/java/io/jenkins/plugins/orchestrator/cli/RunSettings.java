package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked every command for that runs something.
 *
 * @param report where the report's files go; null for nowhere
 * @param json print the report as JSON
 * @param timeout for the whole run; null for none
 * @param color whether colours are allowed
 * @param progress how progress is shown
 * @param debug whether stack traces are wanted
 */
record RunSettings(
    @Nullable Path report,
    boolean json,
    @Nullable Duration timeout,
    boolean color,
    ProgressMode progress,
    boolean debug) {
  /** The same with another progress. */
  RunSettings with(ProgressMode other) {
    return new RunSettings(report, json, timeout, color, other, debug);
  }
}
