package io.jenkins.plugins.orchestrator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "backup",
    header = "Back up all databases and folders at once, and prove that they can be restored.",
    description = {
      "",
      "For each database and folder of CONFIG: dump it, hash what was written, restore it into a"
          + " throw-away database and compare it with what was dumped, upload it, delete what the"
          + " retention says. What CONFIG calls optional and is absent is skipped, and that is"
          + " said. The source databases are only read.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is backed up, and verified where CONFIG asks for it",
      "1:a backup failed or is not equal to its source, or --timeout passed",
      "2:CONFIG or the command line is wrong; nothing was touched",
      "3:no backup could be begun (a server is down, a program is missing, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate backup infrastructure/databases.yaml --report target/backup",
      "  orchestrate backup infrastructure/databases.yaml -e staging_clone --dry-run",
      "",
      "CONFIG and its keys: docs/configuration.md. Files of the report: docs/report-format.md."
    })
final class BackupCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;
  @Mixin private ParallelOption parallel;

  @Parameters(paramLabel = "CONFIG", description = "The configuration, a YAML file.")
  private Path file;

  @Option(
      names = {"-e", "--environment", "--environments"},
      paramLabel = "NAME",
      split = ",",
      description = {
        "Back up only these databases and folders; may be given several times, or with commas."
      })
  private List<String> environments = List.of();

  @Option(
      names = "--dry-run",
      description = "Say what would be backed up and what would be deleted; do neither.")
  private boolean dryRun;

  BackupCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Integer most = parallel.number(spec);
    RunSettings settings = runOptions.settings(common.debug(context));
    Engine.Backup backup = new Engine.Backup(context.load(file, environments), dryRun, most);
    return new OperationRun(context, settings, Problems.of(context, settings.debug()))
        .run(() -> context.engine().backup(backup));
  }
}
