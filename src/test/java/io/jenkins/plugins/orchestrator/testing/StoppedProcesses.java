package io.jenkins.plugins.orchestrator.testing;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Processes of a server that are there and do nothing, as those of a machine that hangs: their
 * connections stay open and nothing answers. Closing lets them go on.
 */
public final class StoppedProcesses implements AutoCloseable {
  private final List<Long> pids;

  private StoppedProcesses(List<Long> pids) throws IOException {
    this.pids = pids;
    signal("STOP");
  }

  /** The whole server of a test's own. */
  public static StoppedProcesses of(TestServer server) throws IOException, SQLException {
    ProcessHandle postmaster;
    try (Connection look = server.connect("postgres")) {
      int backend = look.unwrap(PGConnection.class).getBackendPID();
      postmaster = ProcessHandle.of(backend).orElseThrow().parent().orElseThrow();
    }
    return of(
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
            .map(ProcessHandle::pid)
            .toList());
  }

  /** Single sessions. */
  public static StoppedProcesses of(List<Long> pids) throws IOException {
    return new StoppedProcesses(List.copyOf(pids));
  }

  /** How many. */
  public int count() {
    return pids.size();
  }

  private void signal(String name) throws IOException {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    pids.forEach(pid -> command.add(Long.toString(pid)));
    try {
      new ProcessBuilder(command).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    signal("CONT");
  }
}
