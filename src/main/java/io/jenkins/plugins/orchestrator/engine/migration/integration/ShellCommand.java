package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's commands against a clone. They find it by {@code PGHOST} and the other variables
 * of libpq, or by {@code DATABASE_URL}; nothing of it stands in their arguments.
 */
public final class ShellCommand {
  private static final long POLL_MILLIS = 50;

  /** How long the end of the output is waited for when the command has ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

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
    Path directory = context.workingDirectory();
    try {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", command)
              .directory(directory.toFile())
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(context.variables());
      ClientEnvironment.replaceIn(builder.environment(), target);
      builder.environment().put("PGAPPNAME", applicationName);
      settings.forEach((name, value) -> addOption(builder.environment(), name, value));
      ProcessFamily family = ProcessFamily.marking(builder.environment());
      builder.environment().put("DATABASE_URL", DatabaseUrl.render(target, true));
      if (target.password() != null) {
        // It stands in DATABASE_URL anyway; a file could be left behind.
        builder.environment().put("PGPASSWORD", target.password().reveal());
      }
      return run(builder.start(), family, timeout, cancellation);
    } catch (IOException e) {
      String why = "could not run sh -c in " + directory + ": " + e.getMessage();
      return ended(Status.FAILED, null, new BoundedOutput(), why);
    }
  }

  private static void addOption(Map<String, String> environment, String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace(" ", "\\ ");
    environment.merge("PGOPTIONS", "-c " + name + "=" + escaped, (old, more) -> old + " " + more);
  }

  private Ended run(
      Process process, ProcessFamily family, Duration timeout, Cancellation cancellation)
      throws IOException {
    BoundedOutput output = new BoundedOutput();
    Status status;
    Thread reader = new Thread(() -> output.drain(process.getInputStream()), "command-output");
    reader.setDaemon(true);
    try {
      process.getOutputStream().close();
      reader.start();
      children.started(process.toHandle());
      status = await(process, Deadline.after(timeout), cancellation);
    } finally {
      family.end(process.toHandle());
      children.ended(process.toHandle());
    }
    join(reader);
    if (status == Status.CANCELLED) {
      String why = cancellation.isCancelled() ? cancellation.reason() : "interrupted";
      return ended(status, null, output, why);
    }
    if (status == Status.TIMED_OUT) {
      String why = "did not end within " + timeout.toMillis() + " ms and was ended";
      return ended(status, null, output, why);
    }
    int code = process.exitValue();
    return code == 0
        ? ended(Status.PASSED, 0, output, null)
        : ended(
            Status.FAILED,
            code,
            output,
            "exit code " + code + ", expected 0; its output says more");
  }

  private static Status await(Process process, Deadline deadline, Cancellation cancellation) {
    try {
      while (!cancellation.isCancelled()) {
        long wait = Math.min(POLL_MILLIS, deadline.remaining().toMillis());
        if (process.waitFor(wait, TimeUnit.MILLISECONDS)) {
          return Status.PASSED;
        }
        if (deadline.hasPassed()) {
          return Status.TIMED_OUT;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Status.CANCELLED;
  }

  private static void join(Thread reader) {
    try {
      // A process that left our sight may hold the pipe open; what was read so far is enough.
      reader.join(GRACE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Ended ended(
      Status status, @Nullable Integer exitCode, BoundedOutput output, @Nullable String message) {
    return new Ended(
        status,
        exitCode,
        context.redactor().redact(output.text()),
        context.redactor().redact(output.end()),
        context.redactor().redactNullable(message));
  }
}
