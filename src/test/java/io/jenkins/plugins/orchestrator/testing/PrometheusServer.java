package io.jenkins.plugins.orchestrator.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A real Prometheus, and a service whose metrics it reads five times per second. On loopback; both
 * end with {@link #close()}.
 */
public final class PrometheusServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String CONFIGURATION =
      """
      global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 1m}
      scrape_configs:
        - job_name: shop
          static_configs: [{targets: ['127.0.0.1:PORT']}]
      """;

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer service;
  private final Process process;
  private final int port;
  private volatile String exposed = "";
  private int version;

  private PrometheusServer(Path program, Path directory) throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/metrics",
        exchange -> {
          byte[] text = exposed.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    service.start();
    Path configuration = directory.resolve("prometheus.yml");
    Files.writeString(
        configuration,
        CONFIGURATION.replace("PORT", Integer.toString(service.getAddress().getPort())));
    port = freePort();
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + directory.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  /**
   * Starts one; skips the test where the program is not installed.
   *
   * @param directory for its files
   */
  public static PrometheusServer start(Path directory) throws Exception {
    PrometheusServer server = new PrometheusServer(program("prometheus"), directory);
    try {
      server.await("its start", () -> server.get("/-/ready").statusCode() == 200);
    } catch (Exception | AssertionError e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** A program of Prometheus; skips the test where it is not installed. */
  public static Path program(String name) {
    Optional<Path> program =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .map(each -> Path.of(each, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeThat(program).as(name + " is not installed; bin/test installs it").isPresent();
    return program.orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /**
   * Has the service say so from now on; returns when Prometheus knows it.
   *
   * @param metrics in Prometheus' text format
   */
  public void expose(String... metrics) throws Exception {
    version++;
    exposed = String.join("\n", metrics) + "\nexposed_version " + version + "\n";
    await("the metrics", () -> query("exposed_version").contains("\"" + version + "\"]"));
  }

  /** The service is gone; returns when Prometheus knows it. */
  public void stopService() throws Exception {
    service.stop(0);
    await("the end of the service", () -> query("up").contains("\"0\"]"));
  }

  private String query(String query) throws IOException, InterruptedException {
    return get("/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8)).body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(5)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(String what, Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      assertThat(process.isAlive()).as("Prometheus runs").isTrue();
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError("Prometheus did not know " + what + " within " + PATIENCE);
  }

  @Override
  public void close() {
    service.stop(0);
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    if (process.isAlive()) {
      process.destroyForcibly().onExit().join();
    }
  }
}
