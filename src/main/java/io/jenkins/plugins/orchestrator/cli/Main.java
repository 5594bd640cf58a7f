package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Entry point of the command line. */
public final class Main {
  private Main() {}

  /** Runs a command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Terminal terminal = Terminal.of(System.getProperties(), System.getenv());
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    System.exit(run(args, context(out, err, terminal)));
  }

  /** Runs a command in this process; the exit code. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, context(out, err, Terminal.none()));
  }

  private static CommandContext context(PrintStream out, PrintStream err, Terminal terminal) {
    return new CommandContext(
        new EngineCalls(),
        out,
        err,
        terminal,
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  static int run(String[] args, CommandContext context) {
    return commandLine(context).execute(args);
  }

  /** The commands and their options. */
  static CommandLine commandLine(CommandContext context) {
    Terminal terminal = context.terminal();
    CommandLine.Help.Ansi ansi =
        terminal.color() && terminal.outIsTerminal()
            ? CommandLine.Help.Ansi.ON
            : CommandLine.Help.Ansi.OFF;
    return new CommandLine(new OrchestrateCommand())
        .addSubcommand(new MigrationTestCommand(context))
        .addSubcommand(new ValidateCommand(context))
        .addSubcommand(new HealthCommand(context))
        .addSubcommand(new BackupCommand(context))
        .addSubcommand(new VerifyBackupsCommand(context))
        .addSubcommand(new RestoreCommand(context))
        .addSubcommand(new ReplacedCommand(context))
        .addSubcommand(new ProvisionCommand(context))
        .addSubcommand(new ReapCommand(context))
        .addSubcommand(new CompletionCommand(context))
        .setOut(new PrintWriter(context.out(), true, UTF_8))
        .setErr(new PrintWriter(context.err(), true, UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(Math.max(60, Math.min(100, terminal.columns())))
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
        .setParameterExceptionHandler((e, args) -> wrongArguments(e, args, context))
        .setExecutionExceptionHandler(
            (e, commandLine, parsed) -> Problems.of(context.err(), context.debug()).couldNotRun(e));
  }

  private static int wrongArguments(ParameterException e, String[] args, CommandContext context) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    Problems problems = Problems.of(context.err(), context.debug());
    problems.say(String.valueOf(e.getMessage()));
    UnmatchedArgumentException.printSuggestions(e, e.getCommandLine().getErr());
    problems.say("`" + command + " --help` says what is understood");
    if (HealthCommand.isPlugin(e.getCommandLine().getCommandSpec(), args)) {
      return HealthOutput.wrongArguments(context, problems, String.valueOf(e.getMessage()));
    }
    return ExitCode.WRONG_INPUT;
  }
}
