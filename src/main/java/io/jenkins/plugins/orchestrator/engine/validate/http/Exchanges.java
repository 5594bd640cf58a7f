package io.jenkins.plugins.orchestrator.engine.validate.http;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and waits for their answers without a thread for each. All share one client; only
 * what is trusted and what lies in between (a proxy) makes another one. Safe for several threads.
 */
public final class Exchanges implements AutoCloseable {
  /**
   * A thread works here only for moments, except where the name of a host is looked up: so many
   * name servers may hang without keeping others waiting.
   */
  private static final int THREADS = 32;

  private static final long IDLE_SECONDS = 5;

  private final ThreadPoolExecutor executor;
  private final ScheduledThreadPoolExecutor timer;
  private final Map<Way, HttpClient> clients = new HashMap<>();

  /** What makes a client of its own. */
  private record Way(@Nullable String certificates, @Nullable URI proxy) {}

  /** One whose threads are daemons and end with {@link #close()}. */
  public Exchanges() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            daemons("validate-http-"));
    executor.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, daemons("validate-timer-"));
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  private static ThreadFactory daemons(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, prefix + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /**
   * Sends a request.
   *
   * @return never completes exceptionally, and always soon after the request's time limit or the
   *     cancellation; by then its connection is closed or free
   */
  public CompletableFuture<Result> send(Request request, Cancellation cancellation) {
    HttpClient client;
    try {
      client = client(request.access());
    } catch (IOException e) {
      return CompletableFuture.completedFuture(
          new Result.NoAnswer(
              Result.NoAnswer.Kind.TLS,
              String.valueOf(e.getMessage()),
              null,
              java.time.Duration.ZERO));
    }
    return new Exchange(client, request, timer, executor).start(cancellation);
  }

  /**
   * Loads what the first client of a process needs, classes and the certificates that Java trusts:
   * some tenths of a second, which a program saves that begins with it before it reads what to ask.
   * Returns at once and connects to nothing; what goes wrong is told by the first request.
   */
  public static void prepare() {
    Thread thread =
        new Thread(
            () -> {
              try (Exchanges exchanges = new Exchanges()) {
                exchanges.client(new HttpAccess(Map.of(), null, null));
              } catch (IOException e) {
                // The first request meets it again, and tells it.
                return;
              }
            },
            "validate-prepare");
    thread.setDaemon(true);
    thread.start();
  }

  /** For work that takes moments. */
  public Executor executor() {
    return executor;
  }

  /** Starts things later; they are to take moments. */
  public ScheduledExecutorService timer() {
    return timer;
  }

  private synchronized HttpClient client(HttpAccess access) throws IOException {
    Way way = new Way(access.certificates(), access.proxy());
    HttpClient known = clients.get(way);
    if (known != null) {
      return known;
    }
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(executor)
            // One connection for one request: what it costs is known, and every proxy speaks it.
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .sslContext(Trust.context(access.certificates()));
    URI proxy = access.proxy();
    if (proxy != null) {
      int port = proxy.getPort() < 0 ? 80 : proxy.getPort();
      builder.proxy(ProxySelector.of(new InetSocketAddress(proxy.getHost(), port)));
    } else {
      builder.proxy(ProxySelector.of(null));
    }
    HttpClient client = builder.build();
    clients.put(way, client);
    return client;
  }

  /** Ends its threads; requests that are under way get no answer. */
  @Override
  public void close() {
    timer.shutdownNow();
    executor.shutdown();
    synchronized (this) {
      clients.clear();
    }
  }
}
