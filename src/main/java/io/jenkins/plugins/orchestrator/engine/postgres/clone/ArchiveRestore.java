package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Restores an archive into an empty database, ending at the first error: in two steps, between
 * which the rows come that are not in it.
 */
final class ArchiveRestore {
  private static final Duration LIMIT = Duration.ofHours(6);

  /** The database is thrown away after a crash: its commits need not reach the disk one by one. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "synchronous_commit", "off",
          "maintenance_work_mem", "256MB",
          "statement_timeout", "0",
          "lock_timeout", "0");

  private final Archive archive;
  private final ArchiveList list;
  private final DatabaseTarget target;
  private final int jobs;
  private final boolean filters;

  ArchiveRestore(
      Archive archive, ArchiveList list, DatabaseTarget target, ServerVersion server, int jobs) {
    this.archive = archive;
    this.list = list;
    this.target = target;
    this.jobs = jobs;
    this.filters = archive.client().needsFilterFor(server);
  }

  /** Restores the definitions, and the rows that are in the archive. */
  void first() throws SnapshotException, IOException, ClientToolsException {
    Path selection = selection("first", list.first());
    check(filters ? filteredFirst(selection) : connected(directArguments(selection)));
  }

  /** Restores what comes after the rows. */
  void last() throws SnapshotException, IOException, ClientToolsException {
    Path selection = selection("last", list.last());
    check(filters ? filtered(selection, List.of()) : connected(directArguments(selection)));
  }

  private void check(ClientResult result) throws SnapshotException {
    if (!result.succeeded()) {
      throw new SnapshotException(
          target
              + ": pg_restore "
              + archive.client().version()
              + " failed, exit code "
              + result.exitCode()
              + ". The clone's server lacks something that the source has, or its disk is full."
              + " It said: "
              + result.errors());
    }
  }

  private List<String> directArguments(Path selection) {
    return List.of(
        "--exit-on-error",
        "--no-password",
        "--no-tablespaces",
        "--jobs=" + jobs,
        "--use-list=" + selection,
        "--dbname=" + target.database(),
        archive.directory().toString());
  }

  private ClientResult connected(List<String> arguments) throws IOException, ClientToolsException {
    return archive.connected(
        target,
        "restore",
        SETTINGS,
        LIMIT,
        process -> process.run(archive.client().program("pg_restore"), arguments));
  }

  /**
   * A newer client on a server before 17: pg_restore itself would send {@code SET
   * transaction_timeout}, so it writes SQL instead, and psql runs that without the line: the
   * definitions, then the data in several pipes.
   */
  private ClientResult filteredFirst(Path selection) throws IOException, ClientToolsException {
    ClientResult definitions = filtered(selection, List.of("--section=pre-data"));
    return definitions.succeeded() ? filteredData() : definitions;
  }

  private ClientResult filteredData() throws IOException, ClientToolsException {
    ExecutorService pipes = Executors.newFixedThreadPool(jobs);
    List<Future<ClientResult>> running = new ArrayList<>();
    try {
      for (List<ArchiveList.Entry> share : list.shares(archive.directory(), jobs)) {
        Path selection = selection("share-" + running.size(), share);
        running.add(pipes.submit(() -> filtered(selection, List.of("--section=data"))));
      }
      ClientResult worst = new ClientResult(0, "", "");
      for (Future<ClientResult> each : running) {
        ClientResult result = get(each);
        worst = result.succeeded() ? worst : result;
      }
      return worst;
    } finally {
      pipes.shutdown();
    }
  }

  /** pg_restore reads the number of an entry, and takes what follows for a comment. */
  private Path selection(String name, List<ArchiveList.Entry> entries) throws IOException {
    Path file = archive.directory().resolve("orchestrate-" + name + ".list");
    Files.write(file, entries.stream().map(entry -> entry.id() + ";").toList());
    return file;
  }

  private static ClientResult get(Future<ClientResult> future)
      throws IOException, ClientToolsException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while a dump was restored");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClientToolsException known) {
        throw known;
      }
      if (e.getCause() instanceof CancelledException cancelled) {
        throw cancelled;
      }
      throw new IOException(e.getCause());
    }
  }

  private ClientResult filtered(Path selection, List<String> section)
      throws IOException, ClientToolsException {
    List<String> writer =
        new ArrayList<>(List.of("--file=-", "--no-tablespaces", "--use-list=" + selection));
    writer.addAll(section);
    writer.add(archive.directory().toString());
    List<String> reader =
        List.of(
            "--no-psqlrc",
            "--quiet",
            "--no-password",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            "--file=-");
    return archive.connected(
        target,
        "restore",
        SETTINGS,
        LIMIT,
        process ->
            process.pipe(
                archive.client().program("pg_restore"),
                writer,
                archive.client().program("psql"),
                reader));
  }
}
