package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.LiveProgress;
import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.report.console.ProgressLines;
import io.jenkins.plugins.orchestrator.engine.run.ProgressListener;

/**
 * How a run shows what it does: always on standard error, so that standard output holds the result
 * and nothing else.
 *
 * @param listener hears the run
 * @param ending ends the showing; twice is harmless
 */
record Progress(ProgressListener listener, Runnable ending) implements AutoCloseable {
  static Progress start(
      CommandContext context,
      MigrationTestOptions options,
      MigrationTestConfiguration configuration) {
    Terminal terminal = context.terminal();
    ProgressMode mode = options.progress();
    if (mode == ProgressMode.AUTO) {
      mode = terminal.errIsTerminal() ? ProgressMode.LIVE : ProgressMode.PLAIN;
    }
    if (mode == ProgressMode.LIVE) {
      LiveProgress live =
          LiveProgress.start(
              context.err(),
              configuration.environments().stream().map(EnvironmentConfiguration::name).toList(),
              terminal.columns(),
              terminal.rows(),
              options.color() && terminal.color(),
              terminal.unicode());
      return new Progress(live, live::close);
    }
    ProgressListener listener =
        mode == ProgressMode.PLAIN
            ? new ProgressLines(context.err()::println)
            : ProgressListener.silent();
    return new Progress(listener, () -> {});
  }

  @Override
  public void close() {
    ending.run();
  }
}
