package io.jenkins.plugins.orchestrator.cli;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrlException;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads the URL of a database on the command line. */
final class UrlArgument {
  private UrlArgument() {}

  /**
   * The target. A password in it is said to be in the wrong place.
   *
   * @param option its name, for messages
   * @throws ParameterException when it is wrong; free of secrets
   */
  static DatabaseTarget read(
      String option, String url, CommandContext context, Problems problems, CommandSpec spec) {
    try {
      DatabaseUrl.Reading reading = DatabaseUrl.read(url, context.variables());
      if (reading.passwordOrigin() == DatabaseUrl.PasswordOrigin.URL) {
        problems.say(
            "warning: "
                + option
                + " holds a password, which everybody on this machine can read while the command"
                + " runs; use PGPASSFILE");
      }
      reading.warnings().forEach(warning -> problems.say("warning: " + warning.message()));
      return reading.target();
    } catch (DatabaseUrlException e) {
      throw new ParameterException(
          spec.commandLine(),
          e.problems().stream()
              .map(problem -> option + ": " + problem)
              .collect(Collectors.joining("\n")));
    }
  }
}
