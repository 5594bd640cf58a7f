package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.files.ReportFiles;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.TimeLimit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds every run: the directory of its report, signals, the time limit, the exit code of
 * what ends it early, and the printing of its result.
 *
 * @param problems knows the run's secrets
 * @param cancellation ends the run
 */
record RunFrame(
    CommandContext context, RunSettings settings, Problems problems, Cancellation cancellation) {
  /** How long cleaning up and writing the report may take after a signal. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The work itself. */
  interface Work {
    /**
     * Does it; the exit code.
     *
     * @param report where its report goes, null for nowhere
     */
    int run(@Nullable Path report) throws IOException;
  }

  /** A report, whatever it is of. */
  interface Result {
    void writeFiles(Path directory) throws IOException;

    void writeJson(OutputStream out) throws IOException;

    String summary(@Nullable Path page, ConsoleStyle style);
  }

  /**
   * Runs the work; the exit code.
   *
   * @param touchesNothing whether the work makes nothing, not even the report's directory
   * @param giveUp runs when cleaning up after a signal took too long
   */
  int run(boolean touchesNothing, Work work, Runnable giveUp) {
    Path report =
        settings.report() == null || touchesNothing
            ? null
            : context.workingDirectory().resolve(settings.report());
    try {
      if (report != null) {
        Files.createDirectories(report);
      }
    } catch (IOException e) {
      problems.say("--report: the directory " + report + " cannot be made: " + e);
      return ExitCode.WRONG_INPUT;
    }
    Interrupts interrupts = interrupts(giveUp);
    Duration timeout = settings.timeout();
    try (TimeLimit limit =
        TimeLimit.start(
            timeout,
            cancellation,
            "the run took longer than --timeout allows"
                + (timeout == null ? "" : " (" + timeout.toMillis() / 1000.0 + " s)"))) {
      return code(limit, work, report);
    } finally {
      interrupts.close();
    }
  }

  private Interrupts interrupts(Runnable giveUp) {
    return new Interrupts(
        cancellation,
        PATIENCE,
        () -> problems.say("interrupted; cleaning up, for at most " + PATIENCE.toSeconds() + " s"),
        () -> {
          problems.say("cleaning up took too long; `orchestrate reap` drops what is left");
          giveUp.run();
        });
  }

  /** Turns what ends a run early into an exit code. */
  private int code(TimeLimit limit, Work work, @Nullable Path report) {
    try {
      int code = work.run(report);
      return limit.hasPassed() && code == ExitCode.COULD_NOT_RUN ? ExitCode.FAILED : code;
    } catch (CancelledException e) {
      problems.say(e.getMessage());
      return limit.hasPassed() ? ExitCode.FAILED : ExitCode.COULD_NOT_RUN;
    } catch (IOException | RuntimeException e) {
      return problems.couldNotRun(e);
    }
  }

  /** Writes the files, and prints the report or its summary on standard output. */
  void publish(Result result, @Nullable Path directory) throws IOException {
    if (directory != null) {
      result.writeFiles(directory);
    }
    if (settings.json()) {
      result.writeJson(context.out());
    } else {
      Terminal terminal = context.terminal();
      ConsoleStyle style =
          new ConsoleStyle(
              terminal.columns(),
              terminal.unicode(),
              settings.color() && terminal.color() && terminal.outIsTerminal());
      Path shown = settings.report();
      Path page = directory == null || shown == null ? null : shown.resolve(ReportFiles.HTML);
      context.out().print(result.summary(page, style));
    }
    context.out().flush();
  }
}
