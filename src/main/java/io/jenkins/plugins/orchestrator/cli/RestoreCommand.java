package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "restore",
    header = "Restore a backup into a new database, or in place of one.",
    description = {
      "",
      "The files are compared with their hashes, restored beside whatever is there, and compared"
          + " with what was dumped. Into a new database: it then gets the name that URL says."
          + " With --replace: it takes the place of that database in one transaction, with its"
          + " settings and grants; the old one is kept under another name, which is said.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:restored, equal to what was dumped",
      "1:it failed, or is not equal; the database that was there is untouched",
      "2:BACKUP or the command line is wrong; nothing was touched",
      "3:it could not be begun (the server is down, a program is missing, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate restore /var/backups/postgres/BACKUP --to postgresql://deploy@db/app_copy",
      "  orchestrate restore /var/backups/postgres/BACKUP --to postgresql://deploy@db/app \\",
      "    --replace --confirm app"
    })
final class RestoreCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;

  @Parameters(paramLabel = "BACKUP", description = "The folder of one backup.")
  private Path backup;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL",
      description = {
        "The server, and the database's name there. A password in it is accepted and masked;"
            + " better use PGPASSFILE."
      })
  private String to;

  @Option(
      names = "--replace",
      description = "Take the place of the database that is there; asks for --confirm.")
  private boolean replace;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "The name of the database that is replaced, typed once more.")
  private @Nullable String confirm;

  RestoreCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    RunSettings settings = runOptions.settings(common.debug(context));
    Problems problems = Problems.of(context, settings.debug());
    if (confirm != null && !replace) {
      throw new ParameterException(
          spec.commandLine(), "--confirm: found no --replace; only replacing asks for it");
    }
    DatabaseTarget target = UrlArgument.read("--to", to, context, problems, spec);
    if (replace && !target.database().equals(confirm)) {
      throw new ParameterException(
          spec.commandLine(),
          "--replace: found "
              + (confirm == null ? "no --confirm" : "--confirm " + confirm)
              + ", expected --confirm "
              + target.database()
              + ", the name of the database that is replaced");
    }
    Engine.Restore restore =
        new Engine.Restore(backup, target, replace, confirm, context.workingDirectory());
    return new OperationRun(context, settings, problems.withSecretOf(target))
        .run(() -> context.engine().restore(restore));
  }
}
