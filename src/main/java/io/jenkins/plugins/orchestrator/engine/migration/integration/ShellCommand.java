package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's commands against a clone. They find it by {@code PGHOST} and the other variables
 * of libpq, or by {@code DATABASE_URL}; nothing of it stands in their arguments.
 */
public final class ShellCommand {
  private final RunContext context;
  private final String applicationName;
  private final Map<String, String> settings;
  private final ClientProcess.Listener children;

  /**
   * @param applicationName of its sessions, where it heeds {@code PGAPPNAME}
   * @param settings run-time parameters of its sessions, where it heeds {@code PGOPTIONS}
   * @param children writes the commands' processes down, so that they are found when this one is
   *     killed
   */
  public ShellCommand(
      RunContext context,
      String applicationName,
      Map<String, String> settings,
      ClientProcess.Listener children) {
    this.context = context;
    this.applicationName = applicationName;
    this.settings = Map.copyOf(settings);
    this.children = children;
  }

  /**
   * How a command ended. All texts are free of secrets.
   *
   * @param exitCode null when it did not end by itself
   * @param output the beginning of what it printed, at most 64 KiB, and a note when it was more
   * @param outputEnd the end of what it printed, at most 4 KiB
   * @param message why it did not pass; null when it did
   */
  public record Ended(
      Status status,
      @Nullable Integer exitCode,
      String output,
      String outputEnd,
      @Nullable String message) {}

  /**
   * Runs one, to its end, its time limit or the cancellation; with it end the processes that it
   * started.
   */
  public Ended run(
      String command, Duration timeout, DatabaseTarget target, Cancellation cancellation) {
    try {
      return judged(
          context
              .commands()
              .run(
                  new UserCommands.Command(command, variables(target), timeout),
                  children,
                  cancellation),
          timeout,
          cancellation);
    } catch (IOException e) {
      return new Ended(
          Status.FAILED, null, "", "", context.redactor().redactNullable(e.getMessage()));
    }
  }

  private Map<String, String> variables(DatabaseTarget target) {
    Map<String, String> variables = new HashMap<>(ClientEnvironment.of(target));
    variables.put("PGAPPNAME", applicationName);
    settings.forEach((name, value) -> addOption(variables, name, value));
    variables.put("DATABASE_URL", DatabaseUrl.render(target, true));
    if (target.password() != null) {
      // It stands in DATABASE_URL anyway; a file could be left behind.
      variables.put("PGPASSWORD", target.password().reveal());
    }
    return variables;
  }

  private static void addOption(Map<String, String> variables, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace(" ", "\\ ");
    variables.merge("PGOPTIONS", "-c " + name + "=" + escaped, (old, more) -> old + " " + more);
  }

  private Ended judged(UserCommands.Ended ended, Duration timeout, Cancellation cancellation) {
    Integer code = ended.exitCode();
    if (code != null) {
      return code == 0
          ? judged(ended, Status.PASSED, null)
          : judged(
              ended, Status.FAILED, "exit code " + code + ", expected 0; its output says more");
    }
    return ended.status() == Status.TIMED_OUT
        ? judged(
            ended,
            Status.TIMED_OUT,
            "did not end within " + timeout.toMillis() + " ms and was ended")
        : judged(
            ended,
            ended.status(),
            cancellation.isCancelled() ? cancellation.reason() : "interrupted");
  }

  private Ended judged(UserCommands.Ended ended, Status status, @Nullable String message) {
    return new Ended(
        status,
        ended.exitCode(),
        context.redactor().redact(ended.output()),
        context.redactor().redact(ended.outputEnd()),
        context.redactor().redactNullable(message));
  }
}
