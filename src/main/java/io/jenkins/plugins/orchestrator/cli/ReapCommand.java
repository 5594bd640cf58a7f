package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.embedded.RunJournal;
import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.config.MigrationTestConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reap",
    header = "Drop what earlier runs left behind.",
    description = {
      "",
      "A run drops everything it made, also after an error or Ctrl-C. What a kill -9, a power cut"
          + " or a lost server leaves is dropped by this command: throw-away databases that carry"
          + " our name, our mark and an expiry that has passed, and embedded servers whose run is"
          + " gone. Nothing else is ever touched.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing that should go is left (with --dry-run: it was said what would go)",
      "1:something could not be dropped; it says what and why",
      "2:CONFIG or the command line is wrong",
      "3:it could not look"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  orchestrate reap --dry-run", "  orchestrate reap db/test.yaml"})
final class ReapCommand implements Callable<Integer> {
  private final CommandContext context;

  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = {
        "Look also at the servers of this configuration; without it, only at those that the journal"
            + " in the state directory names."
      })
  private @Nullable Path file;

  @Option(names = "--dry-run", description = "Say what would be dropped; drop nothing.")
  private boolean dryRun;

  ReapCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Problems problems =
        Problems.of(context.err(), common.debug(context))
            .with(Secrets.ofProcess(context.variables()));
    try {
      List<EnvironmentConfiguration> environments = List.of();
      if (file != null) {
        MigrationTestConfiguration configuration =
            context.engine().load(context.load(file, List.of()));
        problems = problems.with(Secrets.redactor(configuration, context.variables()));
        environments = configuration.environments();
      }
      return reap(environments, problems.redactor());
    } catch (ConfigurationException e) {
      return problems.wrongInput(e);
    } catch (IOException | RuntimeException e) {
      return problems.couldNotRun(e);
    }
  }

  private int reap(List<EnvironmentConfiguration> environments, Redactor redactor)
      throws IOException {
    RunJournal journal = new RunJournal(context.state(), context.temporaryDirectory());
    if (dryRun) {
      for (Path directory : journal.abandoned()) {
        context.out().println("would remove the embedded servers in " + directory);
      }
    } else {
      journal.sweep(context.out()::println);
    }
    Set<DatabaseTarget> servers = new LinkedHashSet<>();
    for (EnvironmentConfiguration environment : environments) {
      DatabaseTarget server = environment.snapshot().server();
      servers.add(server == null ? environment.source() : server);
    }
    boolean clean =
        context
            .engine()
            .reap(
                new Engine.Reap(context.state(), List.copyOf(servers), redactor, dryRun),
                line -> context.out().println(redactor.redact(line)));
    boolean servedAll = dryRun || journal.abandoned().isEmpty();
    context.out().flush();
    return clean && servedAll ? ExitCode.PASSED : ExitCode.FAILED;
  }
}
