package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Client programs as child processes, one or a pipe of several, that end with the run: at its
 * cancellation and at their time limit they are told to stop (so that {@code pg_dump} cancels its
 * statements and ends its workers), and soon after made to.
 */
public final class ClientProcess {
  /** How much of standard output is kept: the list of an archive has a line per object. */
  public static final int OUTPUT_LIMIT = 64 * 1024 * 1024;

  /** How much of standard error is kept. */
  public static final int ERRORS_LIMIT = 16 * 1024;

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int POLL_MILLIS = 50;

  private final Map<String, String> variables;
  private final Redactor redactor;
  private final Cancellation cancellation;
  private final Duration limit;
  private final Listener listener;

  /** Hears of each child, so that it can be written down and found after this process is killed. */
  public interface Listener {
    /** A child has started. */
    void started(ProcessHandle child) throws IOException;

    /** A child has ended. */
    void ended(ProcessHandle child) throws IOException;

    /** One that writes nothing down. */
    static Listener none() {
      return new Listener() {
        @Override
        public void started(ProcessHandle child) {
          // Nobody asks later.
        }

        @Override
        public void ended(ProcessHandle child) {
          // Nobody asks later.
        }
      };
    }
  }

  /**
   * @param variables the children's whole environment: {@link ClientVariables}
   * @param limit after this they are stopped
   */
  public ClientProcess(
      Map<String, String> variables,
      Redactor redactor,
      Cancellation cancellation,
      Duration limit,
      Listener listener) {
    this.variables = Map.copyOf(variables);
    this.redactor = redactor;
    this.cancellation = cancellation;
    this.limit = limit;
    this.listener = listener;
  }

  /**
   * Runs a program to its end.
   *
   * @throws ClientToolsException when it could not be started or ran into its time limit
   * @throws io.jenkins.plugins.orchestrator.engine.run.CancelledException when the run was
   *     cancelled
   */
  public ClientResult run(Path program, List<String> arguments) throws ClientToolsException {
    cancellation.check();
    Process process = start(program, arguments);
    try (BoundedOutput output = BoundedOutput.head(process.getInputStream(), OUTPUT_LIMIT);
        BoundedOutput errors = BoundedOutput.tail(process.getErrorStream(), ERRORS_LIMIT)) {
      process.getOutputStream().close();
      await(List.of(process), program);
      return new ClientResult(
          process.exitValue(), output.text(), redactor.redact(errors.text().strip()));
    } catch (IOException e) {
      throw new ClientToolsException(program + ": " + e.getMessage(), e);
    } finally {
      end(List.of(process));
    }
  }

  /**
   * Runs a program that writes SQL into one that reads it, with lines taken out on the way.
   *
   * @return of the first that failed, else of the reader
   */
  public ClientResult pipe(
      Path writer, List<String> writerArguments, Path reader, List<String> readerArguments)
      throws ClientToolsException {
    cancellation.check();
    List<Process> processes = new ArrayList<>();
    try {
      Process source = start(writer, writerArguments);
      processes.add(source);
      Process sink = start(reader, readerArguments);
      processes.add(sink);
      try (BoundedOutput sourceErrors = BoundedOutput.tail(source.getErrorStream(), ERRORS_LIMIT);
          BoundedOutput sinkErrors = BoundedOutput.tail(sink.getErrorStream(), ERRORS_LIMIT);
          BoundedOutput said = BoundedOutput.head(sink.getInputStream(), ERRORS_LIMIT)) {
        source.getOutputStream().close();
        PreambleFilter filter =
            PreambleFilter.start(source.getInputStream(), sink.getOutputStream());
        await(processes, reader);
        // The reader's failure is the cause of the writer's broken pipe.
        boolean readerFailed = sink.exitValue() != 0;
        if (!readerFailed) {
          filter.join();
        }
        Process told = readerFailed || source.exitValue() == 0 ? sink : source;
        String errors = told == sink ? sinkErrors.text() : sourceErrors.text();
        return new ClientResult(told.exitValue(), said.text(), redactor.redact(errors.strip()));
      }
    } catch (IOException e) {
      throw new ClientToolsException(reader + ": " + e.getMessage(), e);
    } finally {
      end(processes);
    }
  }

  private void ended(ProcessHandle child) {
    try {
      listener.ended(child);
    } catch (IOException e) {
      // What is written down too much only makes a recovery look for a process that has ended.
      return;
    }
  }

  private Process start(Path program, List<String> arguments) throws ClientToolsException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(variables);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ClientToolsException(
          program + " could not be started: " + redactor.redact(String.valueOf(e.getMessage())), e);
    }
    try {
      listener.started(process.toHandle());
    } catch (IOException e) {
      end(List.of(process));
      throw new ClientToolsException(
          "the start of " + program + " could not be written down: " + e.getMessage(), e);
    }
    return process;
  }

  private void await(List<Process> processes, Path program) throws ClientToolsException {
    Deadline deadline = Deadline.after(limit);
    for (Process process : processes) {
      try {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          cancellation.check();
          if (deadline.hasPassed()) {
            throw new ClientToolsException(
                program.getFileName() + " did not end within " + limit.toSeconds() + " s");
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ClientToolsException("interrupted while " + program.getFileName() + " ran", e);
      }
    }
    cancellation.check();
  }

  /** Stops what still runs, with all it started, and waits for that. */
  private void end(List<Process> processes) {
    List<ProcessHandle> left = new ArrayList<>();
    for (Process process : processes) {
      if (process.isAlive()) {
        process.descendants().forEach(left::add);
        process.destroy();
      }
    }
    boolean interrupted = Thread.interrupted();
    for (Process process : processes) {
      try {
        if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
    }
    left.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> ended(process.toHandle()));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
