package io.jenkins.plugins.orchestrator.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "provision",
    header = "Make throw-away clones of a database, for a while or for a command.",
    description = {
      "",
      "Makes --count clones of an environment of CONFIG at once, applies migrations, runs the SQL"
          + " that anonymizes them, and only then gives them away: to COMMAND, which finds them in"
          + " DATABASE_URL_1, DATABASE_URL_2 and so on, and after whose end they are dropped;"
          + " without COMMAND they stay until --ttl has passed. The source is only read.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all clones were made; COMMAND ended with 0",
      "1:migrating or anonymizing failed, COMMAND did not end with 0, or --timeout passed",
      "2:CONFIG, a script or the command line is wrong; nothing was touched",
      "3:the clones could not be made (a server is down, no right to make copies, …)",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate provision db/test.yaml --environment production_snapshot --count 3 --ttl 6h",
      "  orchestrate provision db/test.yaml --environment production_snapshot \\",
      "    --migrate db/migrations --anonymize db/anonymize.sql -- sh -c 'psql $DATABASE_URL_1'"
    })
final class ProvisionCommand implements Callable<Integer> {
  private final CommandContext context;

  @Mixin private CommonOptions common;
  @Mixin private RunOptions runOptions;

  @Parameters(index = "0", paramLabel = "CONFIG", description = "The configuration, a YAML file.")
  private Path file;

  @Parameters(
      index = "1..*",
      paramLabel = "COMMAND",
      arity = "0..*",
      description = {
        "What is run with the clones, after --: a program and its arguments, as they are."
      })
  private List<String> command = List.of();

  @Option(
      names = {"-e", "--environment"},
      required = true,
      paramLabel = "NAME",
      description = "The environment of CONFIG whose database is cloned.")
  private String environment;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many clones. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--ttl",
      paramLabel = "DURATION",
      defaultValue = "6h",
      converter = DurationConverter.class,
      description = "How long they live at most. Default: ${DEFAULT-VALUE}.")
  private Duration ttl;

  @Option(
      names = "--migrate",
      paramLabel = "PATH",
      description = "Apply the pending migrations of this directory.")
  private @Nullable String migrate;

  @Option(
      names = "--anonymize",
      paramLabel = "FILE",
      description = "Run this SQL before anybody gets a clone.")
  private @Nullable String anonymize;

  @Option(
      names = "--anonymized-column",
      paramLabel = "COLUMN",
      description = {
        "[SCHEMA.]TABLE.COLUMN that must hold no value of the source after --anonymize; may be"
            + " given several times."
      })
  private List<String> columns = List.of();

  @Option(
      names = "--allowed-value",
      paramLabel = "VALUE",
      description = "A value that such a column may hold all the same; may be given several times.")
  private List<String> allowed = List.of();

  ProvisionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    RunSettings settings = runOptions.settings(common.debug(context));
    Engine.Provision provision =
        new Engine.Provision(
            context.load(file, List.of(environment)),
            environment,
            count,
            ttl,
            migrate,
            anonymize,
            List.copyOf(columns),
            List.copyOf(allowed),
            command.isEmpty() ? null : shellText(command));
    return new OperationRun(context, settings, Problems.of(context, settings.debug()))
        .showingCommands()
        .run(() -> context.engine().provision(provision));
  }

  /** Text for {@code sh -c} that runs exactly these words. */
  static String shellText(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
