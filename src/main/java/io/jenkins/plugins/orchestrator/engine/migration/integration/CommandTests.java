package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.config.IntegrationTest;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.TestReport;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.RunClock;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the user's test commands against a clone.
 *
 * @param workingDirectory where they run
 * @param variables their environment, to which those of the database are added
 * @param application what the database shows as {@code application_name} of their sessions
 */
public record CommandTests(
    Path workingDirectory,
    Map<String, String> variables,
    String application,
    RunClock clock,
    Redactor redactor) {
  private static final Duration GRACE = Duration.ofSeconds(2);

  /**
   * Runs one, to its end, its time limit or the cancellation; with it end the processes that it
   * started.
   */
  public TestReport run(
      IntegrationTest.Command test, DatabaseTarget target, Cancellation cancellation) {
    Duration start = clock.elapsed();
    try (ClientEnvironment environment = ClientEnvironment.open(target, application)) {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-c", test.command())
              .directory(workingDirectory.toFile())
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(variables);
      builder.environment().putAll(environment.variables());
      return run(test, builder.start(), start, cancellation);
    } catch (IOException e) {
      return report(
          test,
          start,
          Status.FAILED,
          null,
          "",
          "could not start sh -c in " + workingDirectory + ": " + e.getMessage());
    }
  }

  private TestReport run(
      IntegrationTest.Command test, Process process, Duration start, Cancellation cancellation)
      throws IOException {
    BoundedOutput output = new BoundedOutput();
    process.getOutputStream().close();
    Thread reader = new Thread(() -> output.drain(process.getInputStream()), "test-output");
    reader.setDaemon(true);
    reader.start();
    Status status;
    try (Cancellation.Registration registration = cancellation.onCancel(() -> end(process, false))) {
      status = await(process, Deadline.after(test.timeout()));
    } finally {
      end(process, true);
    }
    join(reader);
    if (cancellation.isCancelled()) {
      return report(
          test, start, Status.CANCELLED, null, output.text(), cancellation.reason());
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

  private static Status await(Process process, Deadline deadline) {
    try {
      boolean ended = process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return ended ? Status.PASSED : Status.TIMED_OUT;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Status.CANCELLED;
    }
  }

  /** Ends the process and all that it started: asked first, then forced. */
  private static void end(Process process, boolean force) {
    // A child whose parent has ended is nobody's descendant: take the children first.
    var all =
        java.util.stream.Stream.concat(
                process.descendants(), java.util.stream.Stream.of(process.toHandle()))
            .toList();
    all.forEach(ProcessHandle::destroy);
    if (!force) {
      return;
    }
    Deadline grace = Deadline.after(GRACE);
    for (ProcessHandle handle : all) {
      try {
        handle.onExit().get(grace.remaining().toNanos(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        handle.destroyForcibly();
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        handle.destroyForcibly();
      }
    }
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
        clock.elapsed().minus(start),
        exitCode,
        redactor.redact(output),
        null,
        redactor.redactNullable(message));
  }
}
