package io.jenkins.plugins.orchestrator.engine.backup.write;

import io.jenkins.plugins.orchestrator.engine.postgres.client.BoundedOutput;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientProcess;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Programs of which each reads what the one before wrote, so that what lies between them is never
 * on the disk. They end with the run, and all of them when one fails.
 */
final class ProcessChain {
  private static final int BUFFER = 256 * 1024;
  private static final int POLL_MILLIS = 50;
  private static final long GRACE_MILLIS = 5000;

  private final BackupWork work;
  private final List<Stage> stages;
  private final List<Process> processes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<BoundedOutput> errors = new ArrayList<>();
  private volatile @Nullable IOException sinkFailure;

  /** A program: the path or name of it and its arguments, and its whole environment. */
  record Stage(List<String> command, Map<String, String> variables) {
    Stage {
      command = List.copyOf(command);
      variables = Map.copyOf(variables);
    }

    String name() {
      String program = command.get(0);
      return program.substring(program.lastIndexOf('/') + 1);
    }
  }

  /**
   * How a program ended.
   *
   * @param errors the end of what it wrote to standard error, without secrets
   */
  record Ended(String program, int exitCode, String errors) {}

  /**
   * What is done to the first program's output on its way.
   *
   * @param gzip level of the JDK's compression, null for none
   * @param head takes the first bytes, null when nobody wants them
   * @param tap takes all of it too, before it is compressed; null when nobody wants it
   */
  record Way(@Nullable Integer gzip, @Nullable Head head, @Nullable OutputStream tap) {
    static final Way STRAIGHT = new Way(null, null, null);
  }

  /** The first bytes that went by. */
  static final class Head {
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Head(int limit) {
      this.limit = limit;
    }

    private synchronized void see(byte[] bytes, int length) {
      int room = Math.min(length, limit - kept.size());
      if (room > 0) {
        kept.write(bytes, 0, room);
      }
    }

    synchronized byte[] bytes() {
      return kept.toByteArray();
    }
  }

  private ProcessChain(BackupWork work, List<Stage> stages) {
    this.work = work;
    this.stages = stages;
  }

  /**
   * Runs them to their end.
   *
   * @param input what the first one reads; may be empty
   * @param sink takes what the last one wrote; is not closed
   * @return how each ended
   * @throws ClientToolsException when one could not be started
   * @throws IOException when the sink could not be written
   */
  static List<Ended> run(
      BackupWork work, List<Stage> stages, byte[] input, Way way, OutputStream sink)
      throws ClientToolsException, IOException {
    return run(work, stages, new ByteArrayInputStream(input), way, sink);
  }

  /** The same with an input that comes while they run. */
  static List<Ended> run(
      BackupWork work, List<Stage> stages, InputStream input, Way way, OutputStream sink)
      throws ClientToolsException, IOException {
    return new ProcessChain(work, stages).run(input, way, sink);
  }

  private List<Ended> run(InputStream input, Way way, OutputStream sink)
      throws ClientToolsException, IOException {
    work.cancellation().check();
    try {
      for (Stage stage : stages) {
        start(stage);
      }
      feed(input);
      for (int i = 0; i < processes.size(); i++) {
        link(i, i == 0 ? way : Way.STRAIGHT, sink);
      }
      await();
    } finally {
      end();
    }
    joinThreads();
    IOException failure = sinkFailure;
    List<Ended> ended = new ArrayList<>();
    for (int i = 0; i < processes.size(); i++) {
      ended.add(
          new Ended(
              stages.get(i).name(),
              processes.get(i).exitValue(),
              work.redact(errors.get(i).text().strip())));
    }
    if (failure != null) {
      throw failure;
    }
    return ended;
  }

  private void start(Stage stage) throws ClientToolsException {
    ProcessBuilder builder = new ProcessBuilder(stage.command());
    builder.environment().clear();
    builder.environment().putAll(stage.variables());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new ClientToolsException(
          stage.name() + " could not be started: " + work.redact(e.getMessage()), e);
    }
    processes.add(process);
    try {
      work.journal().children().started(process.toHandle());
    } catch (IOException e) {
      throw new ClientToolsException(
          "the start of " + stage.name() + " could not be written down: " + e.getMessage(), e);
    }
    errors.add(BoundedOutput.tail(process.getErrorStream(), ClientProcess.ERRORS_LIMIT));
  }

  private void feed(InputStream input) {
    OutputStream to = processes.get(0).getOutputStream();
    thread(
        "input",
        () -> {
          try (to) {
            input.transferTo(to);
          } catch (IOException e) {
            // It had read enough, or has failed and says so itself.
            return;
          }
        });
  }

  private void link(int index, Way way, OutputStream sink) {
    InputStream from = processes.get(index).getInputStream();
    boolean last = index == processes.size() - 1;
    thread(
        "pipe",
        () -> {
          try (from) {
            if (last) {
              copyToSink(from, way, sink);
            } else {
              try (OutputStream to = processes.get(index + 1).getOutputStream()) {
                copy(from, way, to);
              }
            }
          } catch (IOException e) {
            // Whoever reads has failed and says so itself; closing the input ends who writes.
            return;
          }
        });
  }

  private void copyToSink(InputStream from, Way way, OutputStream sink) {
    try {
      copy(from, way, sink);
      sink.flush();
    } catch (IOException e) {
      sinkFailure = e;
    }
  }

  private void copy(InputStream from, Way way, OutputStream to) throws IOException {
    Integer level = way.gzip();
    if (level == null) {
      pump(from, way, to);
      return;
    }
    try (Gzip gzip = new Gzip(to, level)) {
      pump(from, way, gzip);
      gzip.finish();
    }
  }

  private void pump(InputStream from, Way way, OutputStream to) throws IOException {
    byte[] buffer = new byte[BUFFER];
    Head head = way.head();
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      if (head != null) {
        head.see(buffer, n);
      }
      tap(way.tap(), buffer, n);
      to.write(buffer, 0, n);
    }
  }

  private void tap(@Nullable OutputStream tap, byte[] buffer, int length) throws IOException {
    if (tap == null) {
      return;
    }
    try {
      tap.write(buffer, 0, length);
    } catch (IOException e) {
      // It is the cause of the programs' ends that follow.
      sinkFailure = e;
      throw e;
    }
  }

  /** Leaves the stream that it writes to open. */
  private static final class Gzip extends GZIPOutputStream {
    Gzip(OutputStream to, int level) throws IOException {
      super(to, BUFFER);
      def.setLevel(level < 0 ? Deflater.DEFAULT_COMPRESSION : level);
    }

    @Override
    public void close() {
      def.end();
    }
  }

  private void thread(String name, Runnable body) {
    Thread thread = new Thread(body, "chain-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void await() throws ClientToolsException {
    Deadline deadline = Deadline.after(BackupWork.LIMIT);
    try {
      for (Process process : processes) {
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
          work.cancellation().check();
          if (deadline.hasPassed()) {
            throw new ClientToolsException(
                stages.get(0).name() + " did not end within " + BackupWork.LIMIT);
          }
          // The sink is full: nobody reads any more.
          if (sinkFailure != null) {
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientToolsException("interrupted while " + stages.get(0).name() + " ran", e);
    }
    work.cancellation().check();
  }

  private void joinThreads() {
    try {
      for (Thread thread : threads) {
        thread.join(GRACE_MILLIS);
        if (thread.isAlive() && sinkFailure == null) {
          sinkFailure = new IOException("what " + stages.get(0).name() + " wrote was not copied");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    List<ProcessHandle> below = new ArrayList<>();
    for (Process process : processes) {
      if (process.isAlive()) {
        process.descendants().forEach(below::add);
        process.destroy();
      }
    }
    boolean interrupted = Thread.interrupted();
    for (Process process : processes) {
      try {
        if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
          process.destroyForcibly().waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroyForcibly();
      }
      ended(process);
    }
    below.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void ended(Process process) {
    try {
      work.journal().children().ended(process.toHandle());
    } catch (IOException e) {
      // What is written down too much only makes a recovery look for a process that has ended.
      return;
    }
  }
}
