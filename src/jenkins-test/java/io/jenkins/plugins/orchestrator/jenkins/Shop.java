package io.jenkins.plugins.orchestrator.jenkins;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shop with two versions that answer requests, and a body that moves traffic between them by
 * writing into a file where it shall be.
 */
final class Shop implements AutoCloseable {
  private static final int OK = 200;
  private static final int BROKEN = 500;

  private final Path traffic;
  private final Path hold;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer stable;
  private final HttpServer canary;
  private final AtomicInteger requests = new AtomicInteger();
  volatile boolean canaryFails;
  volatile boolean stableFails;

  Shop(Path directory) throws IOException {
    traffic = directory.resolve("traffic");
    hold = directory.resolve("hold");
    stable = server(false);
    canary = server(true);
  }

  private HttpServer server(boolean isCanary) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          if (isCanary) {
            requests.incrementAndGet();
          }
          boolean fails = isCanary ? canaryFails : stableFails;
          exchange.sendResponseHeaders(fails ? BROKEN : OK, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  /** How often the new version was asked. */
  int requests() {
    return requests.get();
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The two URLs, as parameters of a step. */
  String urls() {
    return "baseline: '" + url(stable) + "', canary: '" + url(canary) + "'";
  }

  /** A body that moves the traffic; it waits while there is a file that holds it. */
  String body() {
    return "sh '''echo \"begin $ROLLOUT_WEIGHT\" >> "
        + traffic
        + "; while [ -e "
        + hold
        + " ] && [ \"$ROLLOUT_WEIGHT\" != 0 ]; do sleep 0.2; done"
        + "; echo \"$ROLLOUT_WEIGHT $ROLLOUT_PHASE $ROLLOUT_COLOUR\" >> "
        + traffic
        + "'''";
  }

  /** Holds a body that gives the new version traffic. */
  void hold() throws IOException {
    Files.createFile(hold);
  }

  void release() throws IOException {
    Files.delete(hold);
  }

  /** Whether a body has begun that gives it so much. */
  boolean began(int weight) {
    return lines().contains("begin " + weight);
  }

  /** Where the bodies moved the traffic, in order: weight, phase and colour. */
  List<String> moves() {
    return lines().stream().filter(line -> !line.startsWith("begin")).map(String::strip).toList();
  }

  private List<String> lines() {
    try {
      return Files.exists(traffic) ? Files.readAllLines(traffic) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    stable.stop(0);
    canary.stop(0);
    threads.shutdownNow();
  }
}
