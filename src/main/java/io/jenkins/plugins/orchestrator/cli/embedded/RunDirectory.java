package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The temporary directory of a run: {@code <name>/data} and files beside it for each server. */
final class RunDirectory implements AutoCloseable {
  private static final String DATA = "data";

  private final Path path;
  private final RunEntry entry;

  RunDirectory(Path path, RunEntry entry) {
    this.path = path;
    this.entry = entry;
  }

  /** Makes the directory of a server; its name is a number, whatever the environment's is. */
  ServerDirectory server(int number) throws IOException {
    Path directory = path.resolve("server-" + number);
    Files.createDirectory(directory);
    return new ServerDirectory(directory);
  }

  StateDirectory state() {
    return new StateDirectory(path.resolve("state"));
  }

  /** Ends every process that works in the directory, deletes it and its entry in the journal. */
  @Override
  public void close() throws IOException {
    List<Path> servers = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path, "server-*")) {
        children.forEach(servers::add);
      }
    }
    for (Path server : servers) {
      ServerProcesses.of(new ServerDirectory(server).data()).stop();
    }
    DirectoryTree.delete(path);
    entry.remove();
  }

  /**
   * The directory of one server.
   *
   * @param path exists
   */
  record ServerDirectory(Path path) {
    /** PostgreSQL's data directory. */
    Path data() {
      return path.resolve(DATA);
    }

    /** Where the server logs. */
    Path log() {
      return path.resolve("server.log");
    }

    /** What {@code initdb} and {@code pg_ctl} print. */
    Path output() {
      return path.resolve("output.log");
    }

    /** The superuser's password while {@code initdb} runs. */
    Path password() {
      return path.resolve("password");
    }
  }
}
