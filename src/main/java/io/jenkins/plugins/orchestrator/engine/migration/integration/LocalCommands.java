package io.jenkins.plugins.orchestrator.engine.migration.integration;

import io.jenkins.plugins.orchestrator.engine.operation.UserCommands;
import io.jenkins.plugins.orchestrator.engine.postgres.ClientEnvironment;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the user's commands as processes of this machine. */
public final class LocalCommands implements UserCommands {
  private static final long POLL_MILLIS = 50;

  /** How long the end of the output is waited for when the command has ended. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Map<String, String> variables;
  private final Path directory;
  private final Consumer<String> heard;

  /**
   * @param variables the environment variables of the commands
   * @param directory where they run
   */
  public LocalCommands(Map<String, String> variables, Path directory) {
    this(variables, directory, line -> {});
  }

  /**
   * The same for somebody who watches.
   *
   * @param heard takes each line that a command prints, as it prints it
   */
  public LocalCommands(Map<String, String> variables, Path directory, Consumer<String> heard) {
    this.variables = Map.copyOf(variables);
    this.directory = directory;
    this.heard = heard;
  }

  @Override
  public Ended run(Command command, ClientProcess.Listener children, Cancellation cancellation)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command.text())
            .directory(directory.toFile())
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(variables);
    environment.keySet().removeAll(ClientEnvironment.names());
    environment.putAll(command.variables());
    ProcessFamily family = ProcessFamily.marking(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException("could not run sh -c in " + directory + ": " + e.getMessage());
    }
    return run(process, family, command.timeout(), children, cancellation);
  }

  @Override
  public WrittenFile read(String path, int most) throws IOException {
    Path file;
    try {
      file = directory.resolve(path);
    } catch (InvalidPathException e) {
      throw new IOException("no file can have the name " + path, e);
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no file " + path);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("the file " + path + " has more than " + most + " bytes");
      }
      return new WrittenFile(
          new String(bytes, StandardCharsets.UTF_8), Files.getLastModifiedTime(file).toInstant());
    }
  }

  private Ended run(
      Process process,
      ProcessFamily family,
      Duration timeout,
      ClientProcess.Listener children,
      Cancellation cancellation)
      throws IOException {
    BoundedOutput output = new BoundedOutput();
    Status status;
    Thread reader = new Thread(() -> read(process, output), "command-output");
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
    @Nullable Integer code = status == Status.PASSED ? Integer.valueOf(process.exitValue()) : null;
    return new Ended(status, code, output.text(), output.end());
  }

  private void read(Process process, BoundedOutput output) {
    try (InputStream printed = new HeardStream(process.getInputStream(), heard)) {
      output.drain(printed);
    } catch (IOException e) {
      // Only closing it failed; all that it gave was read.
    }
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
}
