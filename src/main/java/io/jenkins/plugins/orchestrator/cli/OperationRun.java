package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of any operation, from its plan to the exit code. */
final class OperationRun {
  private final CommandContext context;
  private final RunSettings settings;
  private final Problems problems;
  private final Cancellation cancellation = new Cancellation();

  /**
   * @param problems knows the secrets of the command line
   */
  OperationRun(CommandContext context, RunSettings settings, Problems problems) {
    this.context = context;
    this.settings = settings;
    this.problems = problems;
  }

  /** Reads and validates what was asked for; touches nothing. */
  interface Planning {
    OperationPlan plan() throws ConfigurationException;
  }

  /** Makes of a report what the user gets: files, and what is printed. */
  interface Publishing {
    /**
     * Writes and prints it.
     *
     * @param directory of the report's files, null for none
     */
    void publish(OperationReport report, RunFrame frame, @Nullable Path directory)
        throws IOException;
  }

  /** Plans and runs; the exit code. */
  int run(Planning planning) {
    return run(planning, (report, frame, directory) -> publish(context, report, frame, directory));
  }

  /** Plans and runs, for a command with outputs of its own; the exit code. */
  int run(Planning planning, Publishing publishing) {
    OperationPlan plan;
    try {
      plan = planning.plan();
    } catch (ConfigurationException e) {
      return problems.wrongInput(e);
    } catch (RuntimeException e) {
      return problems.couldNotRun(e);
    }
    List<Secret> secrets = new ArrayList<>(plan.secrets());
    secrets.addAll(problems.secrets());
    Problems known = problems.with(secrets);
    RunFrame frame = new RunFrame(context, settings, known, cancellation);
    return frame.run(false, directory -> measured(plan, frame, directory, publishing), () -> {});
  }

  /** The report's files, and the report or its summary on standard output. */
  static void publish(
      CommandContext context, OperationReport report, RunFrame frame, @Nullable Path directory)
      throws IOException {
    frame.publish(new Printed(context.engine(), report), directory);
  }

  private int measured(
      OperationPlan plan, RunFrame frame, @Nullable Path directory, Publishing publishing)
      throws IOException {
    Problems known = frame.problems();
    for (Finding finding : plan.findings()) {
      if (finding.severity() != Finding.Severity.INFO) {
        known.say(finding.message());
      }
    }
    OperationReport report;
    try (Progress progress =
        Progress.start(
            context, settings, plan.lanes().stream().map(OperationPlan.Lane::name).toList())) {
      report = context.engine().run(plan, runContext(known, progress), progress.ended());
    }
    publishing.publish(report, frame, directory);
    return ExitCode.of(report);
  }

  private RunContext runContext(Problems known, Progress progress) {
    return new RunContext(
        RunId.random(),
        RunClock.start(),
        context.state(),
        known.redactor(),
        progress.listener(),
        cancellation,
        context.variables(),
        context.workingDirectory(),
        new LocalCommands(context.variables(), context.workingDirectory()));
  }

  private record Printed(Engine engine, OperationReport report) implements RunFrame.Result {
    @Override
    public void writeFiles(Path directory) throws IOException {
      engine.writeFiles(report, directory);
    }

    @Override
    public void writeJson(OutputStream out) throws IOException {
      engine.writeJson(report, out);
    }

    @Override
    public String summary(@Nullable Path page, ConsoleStyle style) {
      return engine.summary(report, page, style);
    }
  }
}
