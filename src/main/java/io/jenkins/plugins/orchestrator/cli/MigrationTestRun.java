package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.embedded.EmbeddedBinaries;
import io.jenkins.plugins.orchestrator.cli.embedded.EmbeddedServers;
import io.jenkins.plugins.orchestrator.cli.embedded.RunJournal;
import io.jenkins.plugins.orchestrator.cli.embedded.WholeFileScripts;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.migration.EnvironmentPreview;
import io.jenkins.plugins.orchestrator.engine.migration.MigrationTestPlan;
import io.jenkins.plugins.orchestrator.engine.migration.integration.LocalCommands;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.console.ConsoleStyle;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One {@code migration-test}, from the configuration to the exit code. */
final class MigrationTestRun {
  private final CommandContext context;
  private final MigrationTestOptions options;
  private final Problems problems;
  private final RunJournal journal;
  private final RunId run = RunId.random();
  private final Cancellation cancellation = new Cancellation();
  private final AtomicReference<@Nullable EmbeddedServers> servers = new AtomicReference<>();

  MigrationTestRun(CommandContext context, MigrationTestOptions options) {
    this.context = context;
    this.options = options;
    this.problems =
        Problems.of(context.err(), options.run().debug())
            .with(Secrets.ofProcess(context.variables()));
    this.journal = new RunJournal(context.state(), context.temporaryDirectory());
  }

  /** Runs it; the exit code. */
  int run() {
    Path file = context.workingDirectory().resolve(options.file());
    // A problem of a script may quote what the configuration holds.
    Problems known = problems;
    MigrationTestPlan plan;
    try {
      MigrationTestConfiguration configuration = configuration();
      known = problems.with(Secrets.redactor(configuration, context.variables()));
      plan =
          context
              .engine()
              .plan(configuration, file.toAbsolutePath().getParent(), context.workingDirectory());
    } catch (ConfigurationException e) {
      return known.wrongInput(e);
    } catch (RuntimeException e) {
      return known.couldNotRun(e);
    }
    return run(plan, known);
  }

  private MigrationTestConfiguration configuration() throws ConfigurationException {
    MigrationTestConfiguration read =
        context
            .engine()
            .load(
                new Engine.Load(
                    options.file(),
                    options.environments(),
                    options.embedded(),
                    context.variables(),
                    context.workingDirectory()));
    return with(
        read,
        read.environments(),
        options.maxParallel() == null ? read.maxParallel() : options.maxParallel());
  }

  private static MigrationTestConfiguration with(
      MigrationTestConfiguration configuration,
      List<EnvironmentConfiguration> environments,
      int maxParallel) {
    return new MigrationTestConfiguration(
        configuration.file(),
        environments,
        configuration.folders(),
        configuration.workflow(),
        maxParallel,
        configuration.findings());
  }

  private int run(MigrationTestPlan planned, Problems known) {
    RunFrame frame = new RunFrame(context, options.run(), known, cancellation);
    return frame.run(
        options.plan(),
        report -> measured(planned, frame, report),
        () -> close(servers.getAndSet(null), known));
  }

  private int measured(MigrationTestPlan planned, RunFrame frame, @Nullable Path reportDirectory)
      throws IOException {
    MigrationTestConfiguration configuration = planned.configuration();
    if (!options.plan()) {
      journal.sweep(problems::say);
    }
    Progress progress =
        Progress.start(
            context,
            options.run(),
            configuration.environments().stream().map(EnvironmentConfiguration::name).toList());
    MigrationTestReport report;
    try {
      MigrationTestPlan plan = options.embedded() ? withServers(planned, progress) : planned;
      RunContext runContext = runContext(plan.configuration(), progress);
      if (options.plan()) {
        List<EnvironmentPreview> previews = context.engine().preview(plan, runContext);
        progress.close();
        String text = PlanText.of(plan.configuration(), previews);
        context.out().print(runContext.redactor().redact(text));
        context.out().flush();
        return previews.stream().allMatch(preview -> preview.problem() == null)
            ? ExitCode.PASSED
            : ExitCode.COULD_NOT_RUN;
      }
      report = context.engine().run(plan, runContext);
    } finally {
      close(servers.getAndSet(null), problems);
      progress.close();
    }
    frame.publish(new Printed(context.engine(), report), reportDirectory);
    return ExitCode.of(report);
  }

  private MigrationTestPlan withServers(MigrationTestPlan planned, Progress progress)
      throws IOException {
    MigrationTestConfiguration configuration = planned.configuration();
    EmbeddedServers started =
        EmbeddedServers.start(
            configuration.environments(),
            run,
            new EmbeddedServers.Start(
                EmbeddedBinaries::ofBuild,
                journal,
                new WholeFileScripts(),
                progress.listener()::message),
            cancellation);
    servers.set(started);
    return new MigrationTestPlan(
        with(configuration, started.environments(), configuration.maxParallel()),
        planned.scripts());
  }

  private RunContext runContext(MigrationTestConfiguration configuration, Progress progress) {
    Redactor redactor = Secrets.redactor(configuration, context.variables());
    EmbeddedServers started = servers.get();
    StateDirectory state = started == null ? context.state() : started.state();
    return new RunContext(
        run,
        RunClock.start(),
        state,
        redactor,
        progress.listener(),
        cancellation,
        context.variables(),
        context.workingDirectory(),
        new LocalCommands(context.variables(), context.workingDirectory()));
  }

  private record Printed(Engine engine, MigrationTestReport report) implements RunFrame.Result {
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

  private static void close(@Nullable EmbeddedServers started, Problems known) {
    if (started == null) {
      return;
    }
    try {
      started.close();
    } catch (IOException e) {
      known.say(e.getMessage() + "; the next run tries again");
    }
  }
}
