package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes that were started with a data directory: the postmaster, {@code pg_ctl} or {@code
 * initdb}. Found by their arguments, which say {@code -D <directory>}; the number in {@code
 * postmaster.pid} is not trusted, because after a crash it may by now be somebody else's.
 */
record ServerProcesses(Path data) {
  /** PostgreSQL itself kills its children five seconds after an immediate shutdown began. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  static ServerProcesses of(Path data) {
    return new ServerProcesses(data);
  }

  List<ProcessHandle> find() {
    String path = data.toString();
    return ProcessHandle.allProcesses().filter(process -> worksIn(process, path)).toList();
  }

  /**
   * False also for a process that has ended and whose parent has not asked for its exit code yet:
   * it has no arguments any more, though {@code isAlive()} says yes. In a container the parent is
   * often a process that asks late or never.
   */
  private static boolean worksIn(ProcessHandle process, String path) {
    String[] arguments = process.info().arguments().orElse(new String[0]);
    int option = Arrays.asList(arguments).indexOf("-D");
    return option >= 0 && option + 1 < arguments.length && arguments[option + 1].equals(path);
  }

  /**
   * Ends them: an immediate shutdown, because the data is thrown away, then {@code SIGKILL}.
   *
   * @throws IOException when one is still there after that
   */
  void stop() throws IOException {
    // Cleaning up must happen also on a thread that was told to stop.
    boolean interrupted = Thread.interrupted();
    try {
      stopUninterrupted();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void stopUninterrupted() throws IOException {
    List<ProcessHandle> processes = find();
    for (ProcessHandle process : processes) {
      signal("QUIT", process);
    }
    Deadline patience = Deadline.after(PATIENCE);
    if (allGone(processes, patience) && serverIsGone(patience)) {
      return;
    }
    List<ProcessHandle> stubborn = find();
    stubborn.forEach(ProcessHandle::destroyForcibly);
    if (!allGone(stubborn, Deadline.after(PATIENCE))) {
      throw new IOException(
          "cannot end the processes "
              + stubborn.stream().map(ProcessHandle::pid).toList()
              + " of the embedded server in "
              + data);
    }
  }

  /**
   * A {@code pg_ctl} that was just killed may have started a postmaster that was not in the list.
   */
  private boolean serverIsGone(Deadline deadline) throws IOException {
    List<ProcessHandle> late = find();
    for (ProcessHandle process : late) {
      signal("QUIT", process);
    }
    return allGone(late, deadline);
  }

  private boolean allGone(List<ProcessHandle> processes, Deadline deadline) throws IOException {
    String path = data.toString();
    try {
      while (processes.stream().anyMatch(process -> worksIn(process, path))) {
        if (deadline.hasPassed()) {
          return false;
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an embedded server was being stopped", e);
    }
  }

  /** The JDK knows only SIGTERM, which lets a server wait for its clients, and SIGKILL. */
  private static void signal(String name, ProcessHandle process) throws IOException {
    Process kill =
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      // Its exit code says only that the process was gone already.
      kill.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /** Whether a server that is starting has come so far that it accepts connections. */
  boolean isReady() throws IOException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.isRegularFile(file)) {
      return false;
    }
    // The eighth line is the state, written last; 14 to 18.
    List<String> lines = Files.readAllLines(file);
    return lines.size() >= 8 && lines.get(7).strip().equals("ready");
  }
}
