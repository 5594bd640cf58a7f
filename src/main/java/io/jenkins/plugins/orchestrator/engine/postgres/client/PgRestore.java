package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.postgres.ServerVersion;
import io.jenkins.plugins.orchestrator.engine.postgres.Shares;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code pg_restore} of an archive in the directory or custom format into an empty database, ending
 * at the first error. Every exit code but 0 is a failure: without {@code --exit-on-error} the
 * program goes on past errors.
 */
public final class PgRestore {
  /**
   * Run-time parameters for the sessions of a restore that is thrown away, or done again, after a
   * crash: its commits need not reach the disk one by one.
   */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "synchronous_commit", "off",
          "maintenance_work_mem", "256MB",
          "statement_timeout", "0",
          "lock_timeout", "0",
          "idle_in_transaction_session_timeout", "0");

  private static final Pattern ENTRY = Pattern.compile("(\\d+); \\d+ \\d+ (.*)");

  private final ClientInstallation client;
  private final ClientProcess process;

  /**
   * @param process has the variables of the database: {@link ClientVariables}, with {@link
   *     #SETTINGS} or others
   */
  public PgRestore(ClientInstallation client, ClientProcess process) {
    this.client = client;
    this.process = process;
  }

  /** What {@code pg_restore --list} prints; connects to nothing. */
  public ClientResult list(Path archive) throws ClientToolsException {
    return process.run(client.program("pg_restore"), List.of("--list", archive.toString()));
  }

  /**
   * Restores.
   *
   * @param database its name, plain or as a connection string without secrets
   * @param server the version of the database's server
   * @param jobs how many sessions
   * @param options further ones, such as {@code --no-subscriptions}
   * @param scratch a directory of ours for lists of entries; exists
   * @return of the program that failed, else of the last
   * @throws ClientToolsException when it could not be started or ran into its time limit
   * @throws CancelledException when the run was cancelled
   */
  public ClientResult run(
      Path archive,
      String database,
      ServerVersion server,
      int jobs,
      List<String> options,
      Path scratch)
      throws ClientToolsException, IOException {
    if (client.needsFilterFor(server)) {
      return filtered(archive, jobs, options, scratch);
    }
    List<String> arguments =
        new ArrayList<>(
            List.of("--exit-on-error", "--no-password", "--no-tablespaces", "--jobs=" + jobs));
    arguments.addAll(options);
    arguments.add("--dbname=" + database);
    arguments.add(archive.toString());
    return process.run(client.program("pg_restore"), arguments);
  }

  /** The definitions, then the data in several pipes, then indexes and constraints. */
  private ClientResult filtered(Path archive, int jobs, List<String> options, Path scratch)
      throws ClientToolsException, IOException {
    ClientResult list = list(archive);
    if (!list.succeeded()) {
      return list;
    }
    ClientResult definitions = section(archive, options, List.of("--section=pre-data"));
    if (!definitions.succeeded()) {
      return definitions;
    }
    List<List<String>> shares = shares(list.output(), archive, jobs);
    ClientResult data = data(archive, options, shares, scratch);
    return data.succeeded() ? section(archive, options, List.of("--section=post-data")) : data;
  }

  private ClientResult data(
      Path archive, List<String> options, List<List<String>> shares, Path scratch)
      throws ClientToolsException, IOException {
    List<Callable<ClientResult>> pipes = new ArrayList<>();
    for (List<String> share : shares) {
      Path selection = scratch.resolve("share-" + pipes.size() + ".list");
      Files.write(selection, share, StandardCharsets.UTF_8);
      List<String> chosen = List.of("--section=data", "--use-list=" + selection);
      pipes.add(() -> section(archive, options, chosen));
    }
    return FilteredRestore.sideBySide(pipes);
  }

  private ClientResult section(Path archive, List<String> options, List<String> selection)
      throws ClientToolsException {
    return FilteredRestore.pipe(
        client, process, archive, Stream.concat(options.stream(), selection.stream()).toList());
  }

  private record Entry(String line, long bytes) {}

  /** What is no table's data (sequences, large objects) goes to the first. */
  private static List<List<String>> shares(String list, Path archive, int count)
      throws IOException {
    List<Entry> tables = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String line : list.split("\n", -1)) {
      Matcher matcher = ENTRY.matcher(line);
      if (matcher.matches() && matcher.group(2).startsWith("TABLE DATA ")) {
        tables.add(new Entry(line, size(archive, matcher.group(1))));
      } else if (matcher.matches()) {
        others.add(line);
      }
    }
    List<List<String>> shares = new ArrayList<>();
    for (List<Entry> share : Shares.of(tables, Entry::bytes, count)) {
      shares.add(new ArrayList<>(share.stream().map(Entry::line).toList()));
    }
    if (shares.isEmpty()) {
      return others.isEmpty() ? List.of() : List.of(others);
    }
    shares.get(0).addAll(others);
    return shares;
  }

  /** Of the entry's file in a directory; one, where all are in one file. */
  private static long size(Path archive, String id) throws IOException {
    if (!Files.isDirectory(archive)) {
      return 1;
    }
    for (String suffix : List.of(".dat", ".dat.gz", ".dat.lz4", ".dat.zst")) {
      Path file = archive.resolve(id + suffix);
      if (Files.exists(file)) {
        return Files.size(file);
      }
    }
    return 1;
  }
}
