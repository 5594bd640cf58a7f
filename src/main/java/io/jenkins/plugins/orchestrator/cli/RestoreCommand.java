package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Path;
import java.util.List;
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
      "3:it could not be begun (the server is down, the name is taken, a role is missing, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate restore /var/backups/postgres/BACKUP --to postgresql://deploy@db/app_copy",
      "  orchestrate restore /var/backups/postgres/BACKUP --to postgresql://deploy@db/app \\",
      "    --replace --confirm app",
      "  orchestrate replaced postgresql://deploy@db/app"
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

  @Option(
      names = "--allow-unverified",
      description = "Restore a backup, too, that no restore has proven.")
  private boolean allowUnverified;

  @Option(
      names = "--create-roles",
      description = "Make the roles that the server lacks, unable to log in.")
  private boolean createRoles;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Sessions that restore and compare. Default: ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "The private key for a backup that age encrypted.")
  private @Nullable Path identity;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "A configuration: restoring to the database of an environment that it protects asks for"
            + " --confirm also without --replace. Without it nothing is known to be protected."
      })
  private @Nullable Path configuration;

  @Option(
      names = "--environment",
      paramLabel = "NAME",
      description = {
        "The environment of --config to which the target belongs. Default: the one whose db_url"
            + " has the same host, port and database."
      })
  private @Nullable String environment;

  RestoreCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    RunSettings settings = runOptions.settings(common.debug(context));
    Problems problems = Problems.of(context, settings.debug());
    if (confirm != null && !replace && configuration == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--confirm: found no --replace, and no --config that protects a database; only they ask"
              + " for it");
    }
    if (environment != null && configuration == null) {
      throw new ParameterException(
          spec.commandLine(), "--environment: found no --config, which has it");
    }
    if (jobs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--jobs: found " + jobs + ", expected 1 or more");
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
        new Engine.Restore(
            backup,
            target,
            replace,
            confirm,
            allowUnverified,
            createRoles,
            jobs,
            identity,
            load(),
            environment,
            context.workingDirectory());
    return new OperationRun(context, settings, problems.withSecretOf(target))
        .run(() -> context.engine().restore(restore));
  }

  /** Of all environments, so that none of those protected is missed. */
  private Engine.@Nullable Load load() {
    return configuration == null ? null : context.load(configuration, List.of());
  }
}
