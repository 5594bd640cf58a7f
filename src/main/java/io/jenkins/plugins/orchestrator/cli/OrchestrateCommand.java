package io.jenkins.plugins.orchestrator.cli;

import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "orchestrate",
    versionProvider = OrchestrateCommand.Version.class,
    header = "Runs database operations on many PostgreSQL environments at once.",
    synopsisSubcommandLabel = "COMMAND",
    description = "",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:passed",
      "1:failed",
      "2:wrong input; nothing was touched",
      "3:could not run",
      "130, 143:interrupted (Ctrl-C, SIGTERM), after everything was cleaned up"
    },
    footerHeading = "%nEnvironment variables:%n",
    footer = {
      "  PGPASSFILE, PGPASSWORD    passwords, as for psql",
      "  ORCHESTRATE_STATE         where journals are kept; default:",
      "                            $XDG_STATE_HOME/parallel-orchestrator, else",
      "                            ~/.local/state/parallel-orchestrator",
      "  ORCHESTRATE_DEBUG         show stack traces of errors",
      "  ORCHESTRATE_JAVA_OPTIONS  further options for java, such as -Xmx2g",
      "  JAVA_HOME                 a JDK, 17 or newer",
      "  NO_COLOR                  no colours",
      "",
      "orchestrate COMMAND --help says more. The manual: docs/command-line.md."
    })
final class OrchestrateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Mixin
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private CommonOptions common;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean version;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }

  /** The version in the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version =
          Objects.requireNonNullElse(
              OrchestrateCommand.class.getPackage().getImplementationVersion(), "development");
      return new String[] {
        "Parallel Orchestrator " + version + " (Java " + Runtime.version() + ")",
        "picocli " + CommandLine.VERSION
      };
    }
  }
}
