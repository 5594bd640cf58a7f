package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands that runs something. */
final class RunOptions {
  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write report.html, report.json, junit.xml and the report's other files to DIR.")
  private @Nullable Path report;

  @Option(
      names = "--json",
      description = "Print the report as JSON on standard output, and nothing else there.")
  private boolean json;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Cancel the run and clean up after so long: 90s, 10m, 2h. Default: no limit.")
  private @Nullable Duration timeout;

  @Option(
      names = "--no-color",
      description = "No colours, also on a terminal; likewise when NO_COLOR is set.")
  private boolean noColor;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      defaultValue = "auto",
      description = {
        "How progress is shown on standard error: ${COMPLETION-CANDIDATES}. Default: auto, which is"
            + " live on a terminal and plain lines elsewhere."
      })
  private ProgressMode progress;

  RunSettings settings(boolean debug) {
    return new RunSettings(report, json, timeout, !noColor, progress, debug);
  }
}
