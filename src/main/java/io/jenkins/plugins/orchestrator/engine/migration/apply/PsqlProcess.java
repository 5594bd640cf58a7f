package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.integration.ProcessFamily;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A running psql that reads a script from its standard input. */
final class PsqlProcess implements AutoCloseable {
  private static final int MAX_OUTPUT = 64 * 1024;

  private final Process process;
  private final ProcessFamily family;
  private final ClientProcess.Listener children;
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();
  private final StringBuilder errors = new StringBuilder();
  private final Thread output;
  private final Thread errorOutput;

  private PsqlProcess(Process process, ProcessFamily family, ClientProcess.Listener children) {
    this.process = process;
    this.family = family;
    this.children = children;
    this.output = start("output of psql", this::readOutput);
    this.errorOutput = start("errors of psql", this::readErrors);
  }

  /** Starts it; the first thing that it does is to say who its session is. */
  static PsqlProcess start(PsqlCommand command, Map<String, String> variables) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                command.program().toString(),
                "-X",
                "-q",
                "-w",
                "-At",
                "-v",
                "ON_ERROR_STOP=1",
                "-v",
                "VERBOSITY=verbose",
                "-c",
                Watchdog.IDENTITY,
                "-f",
                "-"));
    builder.environment().clear();
    builder.environment().putAll(variables);
    ProcessFamily family = ProcessFamily.marking(builder.environment());
    builder.directory(command.directory().toFile());
    PsqlProcess psql = new PsqlProcess(builder.start(), family, command.children());
    try {
      command.children().started(psql.process.toHandle());
      return psql;
    } catch (IOException e) {
      psql.close();
      throw e;
    }
  }

  private static Thread start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  Process process() {
    return process;
  }

  /** Who its session is; null when it ended, or had not connected by the deadline. */
  Watchdog.@Nullable Backend backend(Deadline deadline) throws InterruptedException {
    try {
      String line =
          firstLine.get(Math.max(1, deadline.remaining().toMillis()), TimeUnit.MILLISECONDS);
      int bar = line.indexOf('|');
      return bar < 0
          ? null
          : new Watchdog.Backend(Integer.parseInt(line.substring(0, bar)), line.substring(bar + 1));
    } catch (ExecutionException | TimeoutException e) {
      return null;
    }
  }

  /** Sends the script, on a thread of its own: psql reads only as fast as it works. */
  void send(String script) {
    start("input of psql", () -> write(script));
  }

  private void write(String script) {
    try (Writer input = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8)) {
      input.write(script);
    } catch (IOException e) {
      // psql stopped reading: at the first error, which it reports itself.
      return;
    }
  }

  private void readOutput() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      firstLine.complete(line == null ? "" : line);
      char[] ignored = new char[8192];
      while (reader.read(ignored) >= 0) {
        // The rows of the script's queries interest nobody.
      }
    } catch (IOException e) {
      firstLine.complete("");
    }
  }

  private void readErrors() {
    char[] buffer = new char[4096];
    try (Reader reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        synchronized (errors) {
          errors.append(buffer, 0, read);
          if (errors.length() > 2 * MAX_OUTPUT) {
            // The error comes last.
            errors.delete(0, errors.length() - MAX_OUTPUT);
          }
        }
      }
    } catch (IOException e) {
      return;
    }
  }

  /** Waits for the end of a process that has nothing to wait for any more; its exit code. */
  int end() throws InterruptedException {
    if (process.isAlive() && !process.waitFor(1, TimeUnit.SECONDS)) {
      kill();
    }
    output.join(1_000);
    errorOutput.join(1_000);
    return process.exitValue();
  }

  /** What it wrote to its standard error, the end of it when it is long. */
  String errors() {
    synchronized (errors) {
      return errors.toString();
    }
  }

  /** Ends it and all that its {@code \!} started. */
  void kill() {
    family.end(process.toHandle());
  }

  @Override
  public void close() {
    kill();
    try {
      children.ended(process.toHandle());
    } catch (IOException e) {
      // What is written down too much only makes a recovery look for a process that has ended.
      return;
    }
  }
}
