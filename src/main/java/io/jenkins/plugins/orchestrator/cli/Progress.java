package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.LiveProgress;
import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import io.jenkins.plugins.orchestrator.engine.report.ProgressListener;
import io.jenkins.plugins.orchestrator.engine.report.console.ProgressLines;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a run shows what it does: always on standard error, so that standard output holds the result
 * and nothing else.
 *
 * @param listener hears the run
 * @param ended hears the end of each lane of an operation, from several threads
 * @param ending ends the showing; twice is harmless
 */
record Progress(ProgressListener listener, Consumer<LaneReport> ended, Runnable ending)
    implements AutoCloseable {
  /**
   * Begins to show.
   *
   * @param branches their names, in order
   */
  static Progress start(CommandContext context, RunSettings settings, List<String> branches) {
    Terminal terminal = context.terminal();
    ProgressMode mode = settings.progress();
    if (mode == ProgressMode.AUTO) {
      mode = terminal.errIsTerminal() ? ProgressMode.LIVE : ProgressMode.PLAIN;
    }
    if (mode == ProgressMode.LIVE) {
      LiveProgress live =
          LiveProgress.start(
              context.err(),
              branches,
              terminal.columns(),
              terminal.rows(),
              settings.color() && terminal.color(),
              terminal.unicode());
      return new Progress(
          live, lane -> live.ended(lane.name(), lane.status(), lane.failure()), live::close);
    }
    if (mode == ProgressMode.PLAIN) {
      ProgressLines lines = new ProgressLines(context.err()::println);
      return new Progress(lines, lines::ended, () -> {});
    }
    return new Progress(ProgressListener.silent(), lane -> {}, () -> {});
  }

  @Override
  public void close() {
    ending.run();
  }
}
