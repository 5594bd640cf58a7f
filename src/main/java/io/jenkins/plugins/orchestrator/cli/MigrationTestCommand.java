package io.jenkins.plugins.orchestrator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "migration-test",
    header = "Test migrations on throw-away copies of all environments at once.",
    description = {
      "",
      "For each environment of CONFIG: make a copy of its database, apply the pending migrations to"
          + " it, take them back and apply them again, check the schema, run the tests, drop the"
          + " copy. The source databases are only read. Progress goes to standard error, the"
          + " result to standard output.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything passed",
      "1:a migration, check or test failed, or --timeout passed",
      "2:CONFIG, a script's file or the command line is wrong; nothing was touched",
      "3:the test could not run (a server is down, no right to make copies, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate migration-test db/test.yaml --plan",
      "  orchestrate migration-test db/test.yaml --report target/report",
      "  orchestrate migration-test db/test.yaml --environment staging_clone --json | jq .status",
      "  orchestrate migration-test docs/examples/nfl/parallel_migration_test.yaml --embedded",
      "",
      "CONFIG and its keys: docs/configuration.md. Files of the report: docs/report-format.md."
    })
final class MigrationTestCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;
  @Mixin private ParallelOption parallel;

  @Parameters(paramLabel = "CONFIG", description = "The configuration, a YAML file.")
  private Path file;

  @Option(
      names = "--embedded",
      description = {
        "Start a throw-away PostgreSQL for each environment in place of its db_url, fill it with"
            + " the scripts of embedded.init, and remove it afterwards."
      })
  private boolean embedded;

  @Option(
      names = {"-e", "--environment"},
      paramLabel = "NAME",
      description = "Test only this environment; may be given several times.")
  private List<String> environments = List.of();

  @Option(
      names = "--plan",
      description = {
        "Say what would be done (copies and why so, pending scripts in order, checks) and do"
            + " nothing; the databases are only read."
      })
  private boolean plan;

  MigrationTestCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Integer maxParallel = parallel.number(spec);
    RunSettings settings = runOptions.settings(common.debug(context));
    if (plan && settings.json()) {
      throw new ParameterException(
          spec.commandLine(), "--plan and --json exclude each other: a plan is text");
    }
    MigrationTestOptions options =
        new MigrationTestOptions(
            file, embedded, List.copyOf(environments), plan, maxParallel, settings);
    return new MigrationTestRun(context, options).run();
  }
}
