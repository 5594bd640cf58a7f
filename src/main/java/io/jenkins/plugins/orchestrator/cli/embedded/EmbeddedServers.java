package io.jenkins.plugins.orchestrator.cli.embedded;

import io.jenkins.plugins.orchestrator.engine.config.EnvironmentConfiguration;
import io.jenkins.plugins.orchestrator.engine.postgres.DatabaseTarget;
import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import io.jenkins.plugins.orchestrator.engine.postgres.SessionSettings;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.run.CancelledException;
import io.jenkins.plugins.orchestrator.engine.run.RunId;
import io.jenkins.plugins.orchestrator.engine.run.StateDirectory;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * The servers that {@code --embedded} starts, one per environment, all at once. Closing stops them
 * and deletes everything they wrote; closing twice is harmless.
 */
public final class EmbeddedServers implements AutoCloseable {
  private final RunDirectory directory;
  private final List<EnvironmentConfiguration> environments;

  private EmbeddedServers(RunDirectory directory, List<EnvironmentConfiguration> environments) {
    this.directory = directory;
    this.environments = List.copyOf(environments);
  }

  /**
   * What starting needs.
   *
   * @param binaries the archive of a major version
   * @param journal where the servers are written down
   * @param scripts fills the databases
   * @param messages hears, with the environment's name, what is being done; called by several
   *     threads
   */
  public record Start(
      IntFunction<EmbeddedBinaries> binaries,
      RunJournal journal,
      InitScripts scripts,
      BiConsumer<String, String> messages) {}

  /**
   * Starts and fills one server for each environment. When one fails, or the run is cancelled, all
   * are stopped and nothing is left.
   *
   * @throws IOException naming the environment and what went wrong with its server or init script
   * @throws CancelledException when the run was cancelled
   */
  public static EmbeddedServers start(
      List<EnvironmentConfiguration> environments,
      RunId run,
      Start start,
      Cancellation cancellation)
      throws IOException {
    Map<Integer, EmbeddedPrograms> programs = new TreeMap<>();
    for (EnvironmentConfiguration environment : environments) {
      int version = environment.embedded().version();
      if (!programs.containsKey(version)) {
        programs.put(version, EmbeddedPrograms.of(start.binaries().apply(version)));
      }
    }
    // A child: one server that fails ends the making of the others, not the caller's run.
    Cancellation making = cancellation.child();
    RunDirectory directory = start.journal().create(run);
    boolean complete = false;
    try {
      List<Callable<EnvironmentConfiguration>> tasks = new ArrayList<>();
      for (EnvironmentConfiguration environment : environments) {
        EmbeddedServer server =
            new EmbeddedServer(
                programs.get(environment.embedded().version()),
                directory.server(tasks.size() + 1),
                making);
        tasks.add(() -> fill(environment, server, environments.size(), start, making));
      }
      EmbeddedServers servers = new EmbeddedServers(directory, all(tasks, making));
      complete = true;
      return servers;
    } finally {
      if (!complete) {
        directory.close();
      }
    }
  }

  private static List<EnvironmentConfiguration> all(
      List<Callable<EnvironmentConfiguration>> tasks, Cancellation making) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    List<Future<EnvironmentConfiguration>> futures = new ArrayList<>();
    try {
      for (Callable<EnvironmentConfiguration> task : tasks) {
        futures.add(
            threads.submit(
                () -> {
                  try {
                    return task.call();
                  } catch (IOException e) {
                    making.cancel("another embedded server could not be made");
                    throw e;
                  }
                }));
      }
      return results(futures);
    } finally {
      threads.shutdown();
    }
  }

  /** Waits for all, so that none starts a server after the others were stopped. */
  private static List<EnvironmentConfiguration> results(
      List<Future<EnvironmentConfiguration>> futures) throws IOException {
    List<EnvironmentConfiguration> results = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    List<CancelledException> cancelled = new ArrayList<>();
    for (Future<EnvironmentConfiguration> future : futures) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException failure) {
          failures.add(failure);
        } else if (e.getCause() instanceof CancelledException cancel) {
          cancelled.add(cancel);
        } else {
          failures.add(new IOException("unexpected: " + e.getCause(), e.getCause()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while embedded servers were being started", e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    if (!cancelled.isEmpty()) {
      throw cancelled.get(0);
    }
    return results;
  }

  private static EnvironmentConfiguration fill(
      EnvironmentConfiguration environment,
      EmbeddedServer server,
      int share,
      Start start,
      Cancellation cancellation)
      throws IOException, InterruptedException {
    String name = environment.name();
    start.messages().accept(name, "starting PostgreSQL " + environment.embedded().version());
    try {
      DatabaseTarget maintenance = server.start(share);
      String database = environment.source().database();
      if (!database.equals(maintenance.database())) {
        try (Session session =
            Session.open(maintenance, SessionSettings.named("orchestrate/init"))) {
          session.execute("CREATE DATABASE " + Session.quoteIdentifier(database));
        }
      }
      DatabaseTarget filled = maintenance.withDatabase(database);
      if (!environment.embedded().init().isEmpty()) {
        start.messages().accept(name, "filling " + database);
      }
      start.scripts().run(filled, environment.embedded().init(), cancellation);
      return environment.onDedicatedServer(filled);
    } catch (IOException | SQLException e) {
      cancellation.check();
      throw new IOException(
          "the embedded server of " + name + " could not be made: " + e.getMessage(), e);
    }
  }

  /** The environments, each with its server as its source, exclusive. In the order given. */
  public List<EnvironmentConfiguration> environments() {
    return environments;
  }

  /**
   * Where journals of what is made in these servers belong: they end with the servers, so that none
   * speaks of servers that are gone.
   */
  public StateDirectory state() {
    return directory.state();
  }

  @Override
  public void close() throws IOException {
    directory.close();
  }
}
