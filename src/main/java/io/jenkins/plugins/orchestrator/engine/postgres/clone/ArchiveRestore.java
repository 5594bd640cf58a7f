package io.jenkins.plugins.orchestrator.engine.postgres.clone;

import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientResult;
import io.jenkins.plugins.orchestrator.engine.postgres.client.ClientToolsException;
import io.jenkins.plugins.orchestrator.engine.postgres.client.FilteredRestore;
import io.jenkins.plugins.orchestrator.engine.postgres.client.PgRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Restores an archive into an empty database, ending at the first error: in two steps, between
 * which the rows come that are not in it.
 */
final class ArchiveRestore {
  private static final Duration LIMIT = Duration.ofHours(6);

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
        PgRestore.SETTINGS,
        LIMIT,
        process -> process.run(archive.client().program("pg_restore"), arguments));
  }

  /** The definitions, then the data in several pipes. */
  private ClientResult filteredFirst(Path selection) throws IOException, ClientToolsException {
    ClientResult definitions = filtered(selection, List.of("--section=pre-data"));
    return definitions.succeeded() ? filteredData() : definitions;
  }

  private ClientResult filteredData() throws IOException, ClientToolsException {
    List<Callable<ClientResult>> pipes = new ArrayList<>();
    for (List<ArchiveList.Entry> share : list.shares(archive.directory(), jobs)) {
      Path selection = selection("share-" + pipes.size(), share);
      pipes.add(() -> filtered(selection, List.of("--section=data")));
    }
    return FilteredRestore.sideBySide(pipes);
  }

  /** pg_restore reads the number of an entry, and takes what follows for a comment. */
  private Path selection(String name, List<ArchiveList.Entry> entries) throws IOException {
    Path file = archive.directory().resolve("orchestrate-" + name + ".list");
    Files.write(file, entries.stream().map(entry -> entry.id() + ";").toList());
    return file;
  }

  private ClientResult filtered(Path selection, List<String> section)
      throws IOException, ClientToolsException {
    List<String> chosen = new ArrayList<>(List.of("--use-list=" + selection));
    chosen.addAll(section);
    return archive.connected(
        target,
        "restore",
        PgRestore.SETTINGS,
        LIMIT,
        process -> FilteredRestore.pipe(archive.client(), process, archive.directory(), chosen));
  }
}
