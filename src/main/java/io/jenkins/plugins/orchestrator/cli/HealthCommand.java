package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.cli.progress.ProgressMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    name = HealthCommand.NAME,
    header = "Look at the health of all databases, and of the machine, at once.",
    description = {
      "",
      "For each environment of CONFIG: connections, transactions, locks, replication, wraparound,"
          + " bloat, indexes, slow statements, disks and what else CONFIG asks for, over one"
          + " session that only reads. What could not be measured is UNKNOWN, and never passed."
          + " Each run leaves its numbers in the state directory, for differences and trends.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything is healthy; warnings are findings",
      "1:something is critical, or --timeout passed",
      "2:CONFIG or the command line is wrong; nothing was asked",
      "3:nothing is critical, but something is UNKNOWN",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after the report was written",
      "With --nagios:0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, also for a wrong CONFIG"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orchestrate health infrastructure/databases.yaml --report target/health",
      "  orchestrate health infrastructure/databases.yaml -e production --nagios",
      "  orchestrate health infrastructure/databases.yaml --progress none \\",
      "    --prometheus /var/lib/node_exporter/postgres.prom",
      "",
      "CONFIG and its keys: docs/configuration.md. Files of the report: docs/report-format.md."
    })
final class HealthCommand implements Callable<Integer> {
  static final String NAME = "health";
  static final String NAGIOS = "--nagios";

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
        "Look only at these environments; may be given several times, or with commas."
      })
  private List<String> environments = List.of();

  @Option(
      names = NAGIOS,
      description = {
        "Print the line of a Nagios plugin, with performance data, and nothing else on standard"
            + " output; end with a plugin's exit code."
      })
  private boolean nagios;

  @Option(
      names = "--prometheus",
      paramLabel = "FILE",
      description = {
        "Write the values for Prometheus to FILE, as a whole, where the textfile collector of the"
            + " node exporter reads it; - is standard output."
      })
  private @Nullable String prometheus;

  HealthCommand(CommandContext context) {
    this.context = context;
  }

  /** Whether somebody called it as a plugin, to whom even a mistake is a line and UNKNOWN. */
  static boolean isPlugin(CommandSpec command, String[] args) {
    return command.name().equals(NAME) && Arrays.asList(args).contains(NAGIOS);
  }

  @Override
  public Integer call() {
    Integer most = parallel.number(spec);
    RunSettings settings = runOptions.settings(common.debug(context));
    if (nagios && settings.progress() == ProgressMode.AUTO) {
      settings = settings.with(ProgressMode.NONE);
    }
    boolean printed = HealthOutput.STANDARD_OUTPUT.equals(prometheus);
    if ((nagios ? 1 : 0) + (printed ? 1 : 0) + (settings.json() ? 1 : 0) > 1) {
      throw wrong(
          "--nagios, --json and --prometheus - exclude each other: each prints what it makes and"
              + " nothing else");
    }
    HealthOutput output =
        new HealthOutput(context, nagios, prometheus == null || printed ? null : textfile());
    Engine.Health health = new Engine.Health(context.load(file, environments), most);
    int code =
        new OperationRun(context, settings, Problems.of(context, settings.debug()))
            .run(
                () -> output.planned(() -> context.engine().health(health)),
                printed ? output::printPrometheus : output::publish);
    return nagios ? output.pluginCode(code) : code;
  }

  private Path textfile() {
    Path given = context.workingDirectory().resolve(String.valueOf(prometheus));
    Path directory = given.toAbsolutePath().getParent();
    if (Files.isDirectory(given)) {
      throw wrong("--prometheus: found a directory, " + prometheus + ", expected a file");
    }
    if (directory == null || !Files.isDirectory(directory)) {
      throw wrong(
          "--prometheus: there is no directory " + directory + ", expected that of the file");
    }
    return given;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
