package io.jenkins.plugins.orchestrator.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.orchestrator.engine.config.ConfigurationException;
import io.jenkins.plugins.orchestrator.engine.health.Level;
import io.jenkins.plugins.orchestrator.engine.health.NagiosLine;
import io.jenkins.plugins.orchestrator.engine.health.PrometheusText;
import io.jenkins.plugins.orchestrator.engine.operation.OperationPlan;
import io.jenkins.plugins.orchestrator.engine.report.operation.OperationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A report of health for those who watch: a Nagios line, and a file for Prometheus. */
final class HealthOutput {
  /** In place of a file. */
  static final String STANDARD_OUTPUT = "-";

  private final CommandContext context;
  private final boolean nagios;
  private final @Nullable Path textfile;
  private @Nullable Level said;
  private @Nullable String mistake;

  /**
   * @param nagios whether a Nagios line is all that is printed
   * @param textfile for Prometheus, null for none
   */
  HealthOutput(CommandContext context, boolean nagios, @Nullable Path textfile) {
    this.context = context;
    this.nagios = nagios;
    this.textfile = textfile;
  }

  /** Keeps what is wrong, as a plugin says it too. */
  OperationPlan planned(OperationRun.Planning planning) throws ConfigurationException {
    try {
      return planning.plan();
    } catch (ConfigurationException e) {
      int more = e.problems().size() - 1;
      mistake = e.problems().get(0) + (more > 0 ? " (and " + more + " more)" : "");
      throw e;
    }
  }

  /** The report's own outputs, and the textfile. */
  void publish(OperationReport report, RunFrame frame, @Nullable Path directory)
      throws IOException {
    if (!nagios) {
      OperationRun.publish(context, report, frame, directory);
      writeTextfile(report);
      return;
    }
    NagiosLine line = NagiosLine.of(report);
    try {
      writeFiles(report, directory);
      writeTextfile(report);
    } catch (IOException e) {
      frame.problems().say(String.valueOf(e.getMessage()));
      // What is critical is worse than what nobody gets to see.
      if (line.level() != Level.CRITICAL) {
        line = unknown("the results could not be written: " + e.getMessage());
      }
    }
    say(line);
  }

  /** For Prometheus, and nothing else, on standard output. */
  void printPrometheus(OperationReport report, RunFrame frame, @Nullable Path directory)
      throws IOException {
    writeFiles(report, directory);
    context.out().print(PrometheusText.of(report));
    context.out().flush();
  }

  private void writeFiles(OperationReport report, @Nullable Path directory) throws IOException {
    if (directory != null) {
      context.engine().writeFiles(report, directory);
    }
  }

  /**
   * Beside its place first, under a name that no collector reads, and with the rights that the
   * user's umask gives: the collector is often another user.
   */
  private void writeTextfile(OperationReport report) throws IOException {
    if (textfile == null) {
      return;
    }
    Path fresh = textfile.resolveSibling("." + textfile.getFileName() + "." + UUID.randomUUID());
    try {
      Files.writeString(fresh, PrometheusText.of(report), UTF_8, StandardOpenOption.CREATE_NEW);
      Files.move(
          fresh, textfile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException("--prometheus: " + textfile + " could not be written: " + e, e);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** The plugin's exit code; says a line where none was said, as there was nothing to report. */
  int pluginCode(int code) {
    Level level = said;
    if (level != null) {
      return level.exitCode();
    }
    String why =
        mistake != null
            ? mistake
            : code == ExitCode.WRONG_INPUT
                ? "the command line is wrong, standard error says how"
                : "nothing could be checked, standard error says why";
    say(unknown(why));
    return Level.UNKNOWN.exitCode();
  }

  /** The plugin's line for a mistake on the command line; its exit code. */
  static int wrongArguments(CommandContext context, Problems problems, String message) {
    context.out().println(problems.redactor().redact(unknown(message).text()));
    return Level.UNKNOWN.exitCode();
  }

  private static NagiosLine unknown(String why) {
    return new NagiosLine(
        Level.UNKNOWN, "HEALTH UNKNOWN - " + why.replaceAll("[\\p{Cntrl}|]+", " ").strip());
  }

  private void say(NagiosLine line) {
    said = line.level();
    context.out().println(line.text());
    context.out().flush();
  }
}
