package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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
    name = "verify-backups",
    header = "Prove that backups are whole and can be restored.",
    description = {
      "",
      "For each backup in DIR: compare its files with the hashes in its manifest; with --restore"
          + " also restore it into a throw-away database on --server, compare rows, checksums,"
          + " sequences and the schema with those of the database that was dumped, and drop the"
          + " database. How long that took is the RTO.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all of them passed",
      "1:a backup is damaged or not equal to what was dumped, or --timeout passed",
      "2:DIR or the command line is wrong; nothing was touched",
      "3:nothing could be verified (the server is down, a program is missing, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate verify-backups /var/backups/postgres --hashes --only all",
      "  orchestrate verify-backups /var/backups/postgres --restore \\",
      "    --server postgresql://verifier@localhost/postgres --report target/verified"
    })
final class VerifyBackupsCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;
  @Mixin private ParallelOption parallel;

  @Parameters(paramLabel = "DIR", description = "The folder of the backups.")
  private Path directory;

  @Option(
      names = "--hashes",
      description = "Only compare the files with their hashes; this is so without --restore.")
  private boolean hashes;

  @Option(names = "--restore", description = "Restore and compare, too; needs --server.")
  private boolean restore;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description = {
        "Where throw-away databases are made. A password in it is accepted and masked; better use"
            + " PGPASSFILE."
      })
  private @Nullable String server;

  @Option(
      names = "--only",
      paramLabel = "WHICH",
      defaultValue = "latest",
      description = {
        "Which backups: ${COMPLETION-CANDIDATES}. Default: latest, the last one of each database"
            + " and folder."
      })
  private Which only;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "2",
      description = "Sessions that restore and compare one backup. Default: ${DEFAULT-VALUE}.")
  private int jobs;

  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description = "The private key for backups that age encrypted.")
  private @Nullable Path identity;

  @Option(
      names = "--max-rto",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Fail a backup whose restore takes longer.")
  private @Nullable Duration maxRto;

  @Option(
      names = "--max-rpo",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Fail where the last verified backup is older.")
  private @Nullable Duration maxRpo;

  /** Which backups. */
  enum Which {
    LATEST,
    ALL;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  VerifyBackupsCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (hashes && restore) {
      throw new ParameterException(
          spec.commandLine(), "--hashes and --restore exclude each other: --restore does both");
    }
    if (restore && server == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--restore: found no --server, expected the URL of a server on which"
              + " throw-away databases may be made");
    }
    if (!restore && server != null) {
      throw new ParameterException(
          spec.commandLine(), "--server: found no --restore; without it no server is needed");
    }
    if (jobs < 1) {
      throw new ParameterException(
          spec.commandLine(), "--jobs: found " + jobs + ", expected 1 or more");
    }
    Integer most = parallel.number(spec);
    RunSettings settings = runOptions.settings(common.debug(context));
    Problems problems = Problems.of(context, settings.debug());
    DatabaseTarget target =
        server == null ? null : UrlArgument.read("--server", server, context, problems, spec);
    Engine.VerifyBackups verify =
        new Engine.VerifyBackups(
            directory,
            target,
            only == Which.LATEST,
            jobs,
            identity,
            maxRto,
            maxRpo,
            most,
            context.workingDirectory());
    return new OperationRun(context, settings, problems.withSecretOf(target))
        .run(() -> context.engine().verifyBackups(verify));
  }
}
