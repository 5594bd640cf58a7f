package io.jenkins.plugins.orchestrator.engine.postgres.client;

import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How a newer client restores to a server before 17: {@code pg_restore} itself would send {@code
 * SET transaction_timeout}, so it writes SQL instead, and psql runs that without the line. psql has
 * one session, so what several jobs would do goes through several pipes.
 */
public final class FilteredRestore {
  private static final List<String> READER =
      List.of(
          "--no-psqlrc",
          "--quiet",
          "--no-password",
          "--set=ON_ERROR_STOP=1",
          "--output=/dev/null",
          "--file=-");

  private FilteredRestore() {}

  /**
   * Restores a part of an archive.
   *
   * @param process has the variables of the database
   * @param selection options of {@code pg_restore} that say which part
   */
  public static ClientResult pipe(
      ClientInstallation client, ClientProcess process, Path archive, List<String> selection)
      throws ClientToolsException {
    List<String> writer = new ArrayList<>(List.of("--file=-", "--no-tablespaces"));
    writer.addAll(selection);
    writer.add(archive.toString());
    return process.pipe(client.program("pg_restore"), writer, client.program("psql"), READER);
  }

  /**
   * Runs pipes side by side.
   *
   * @return of the first that failed, in their order, else success; also when there are none
   * @throws CancelledException when the run was cancelled
   */
  public static ClientResult sideBySide(List<Callable<ClientResult>> pipes)
      throws ClientToolsException, IOException {
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<ClientResult>> running = pipes.stream().map(threads::submit).toList();
      ClientResult worst = new ClientResult(0, "", "");
      for (Future<ClientResult> each : running) {
        ClientResult result = get(each);
        worst = worst.succeeded() ? result : worst;
      }
      return worst;
    } finally {
      threads.shutdown();
    }
  }

  private static ClientResult get(Future<ClientResult> future)
      throws ClientToolsException, IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while an archive was restored");
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
}
