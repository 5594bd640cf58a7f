package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.operation.RunContext;
import io.jenkins.plugins.orchestrator.engine.postgres.ApplicationName;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseUrl;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's test commands against a clone. They find it by {@code PGHOST} and the other
 * variables of libpq, or by {@code DATABASE_URL}.
 */
public final class CommandTests {
  private static final long POLL_MILLIS = 50;

  /** How long the end of the output is waited for when the command has ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final RunContext context;
  private final String environment;
  private final ClientProcess.Listener children;

  /**
   * @param children writes the commands' processes down, so that they are found when this one is
   *     killed
   */
  public CommandTests(RunContext context, String environment, ClientProcess.Listener children) {
    this.context = context;
    this.environment = environment;
    this.children = children;
  }

  /**
   * Runs one, to its end, its time limit or the cancellation; with it end the processes that it
   * started.
   */
  public TestReport run(
      IntegrationTest.Command test, DatabaseTarget target, Cancellation cancellation) {
    Duration start = context.clock().elapsed();
    Path directory = context.workingDirectory();
    try {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", test.command())
              .directory(directory.toFile())
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(context.variables());
      ClientEnvironment.replaceIn(builder.environment(), target);
      builder.environment().put("PGAPPNAME", application());
      ProcessFamily family = ProcessFamily.marking(builder.environment());
      builder.environment().put("DATABASE_URL", DatabaseUrl.render(target, true));
      if (target.password() != null) {
        // It stands in DATABASE_URL anyway; a file could be left behind.
        builder.environment().put("PGPASSWORD", target.password().reveal());
      }
      return run(test, builder.start(), family, start, cancellation);
    } catch (IOException e) {
      return report(
          test,
          start,
          Status.FAILED,
          null,
          "",
          "could not run sh -c in " + directory + ": " + e.getMessage());
    }
  }

  private String application() {
    return ApplicationName.of(context.run(), environment, "command");
  }

  private TestReport run(
      IntegrationTest.Command test,
      Process process,
      ProcessFamily family,
      Duration start,
      Cancellation cancellation)
      throws IOException {
    BoundedOutput output = new BoundedOutput();
    process.getOutputStream().close();
    Thread reader = new Thread(() -> output.drain(process.getInputStream()), "test-output");
    reader.setDaemon(true);
    reader.start();
    children.started(process.toHandle());
    Status status;
    try {
      status = await(process, Deadline.after(test.timeout()), cancellation);
    } finally {
      family.end(process.toHandle());
      children.ended(process.toHandle());
    }
    join(reader);
    if (status == Status.CANCELLED) {
      String why = cancellation.isCancelled() ? cancellation.reason() : "interrupted";
      return report(test, start, status, null, output.text(), why);
    }
    if (status == Status.TIMED_OUT) {
      return report(
          test,
          start,
          status,
          null,
          output.text(),
          "did not end within " + test.timeout().toMillis() + " ms and was ended");
    }
    int code = process.exitValue();
    return code == 0
        ? report(test, start, Status.PASSED, 0, output.text(), null)
        : report(
            test,
            start,
            Status.FAILED,
            code,
            output.text(),
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

  private TestReport report(
      IntegrationTest.Command test,
      Duration start,
      Status status,
      @Nullable Integer exitCode,
      String output,
      @Nullable String message) {
    return new TestReport(
        test.name(),
        "command",
        status,
        start,
        context.clock().elapsed().minus(start),
        exitCode,
        context.redactor().redact(output),
        null,
        context.redactor().redactNullable(message));
  }
}
