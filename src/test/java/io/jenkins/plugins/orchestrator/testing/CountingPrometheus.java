package io.jenkins.plugins.orchestrator.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * A server that answers queries in the format of Prometheus' HTTP API. It knows no PromQL: a query
 * is only the name of what it gives.
 */
public final class CountingPrometheus implements AutoCloseable {
  private static final int OK = 200;
  private static final int BAD = 404;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Map<String, String>> series = new ConcurrentHashMap<>();
  private final Map<String, String> instead = new ConcurrentHashMap<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile double growth;
  private volatile double errors;
  private final long begun = System.nanoTime();

  public CountingPrometheus() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/v1/query", this::answer);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /**
   * Sets what a series has counted.
   *
   * @param labels as JSON: {@code "pod":"a"}
   */
  public void set(String query, String labels, Object value) {
    series.computeIfAbsent(query, name -> new ConcurrentHashMap<>()).put(labels, "" + value);
  }

  /** No process counts that any more. */
  public void remove(String query, String labels) {
    series.getOrDefault(query, new ConcurrentHashMap<>()).remove(labels);
  }

  /**
   * Gives an answer of another kind, in which NOW stands for the time.
   *
   * @param json null for the series again
   */
  public void answerInstead(String query, String json) {
    if (json == null) {
      instead.remove(query);
    } else {
      instead.put(query, json);
    }
  }

  /**
   * From now on what has "Requests" in its name counts so many per second, and "canaryErrors" the
   * share of these.
   */
  public void count(double perSecond, double canaryErrors) {
    growth = perSecond;
    errors = canaryErrors;
  }

  /** What the requests were authorized with. */
  public List<String> authorizations() {
    return authorizations;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    String query = URLDecoder.decode(form.replaceAll("^query=|&.*$", ""), StandardCharsets.UTF_8);
    String now = String.format(java.util.Locale.ROOT, "%.3f", seconds());
    String json = instead.getOrDefault(query, vector(query));
    byte[] bytes = json.replace("NOW", now).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(json.contains("\"error\"") ? BAD : OK, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static double seconds() {
    Instant now = Instant.now();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }

  private String vector(String query) {
    Map<String, String> all = new TreeMap<>(series.getOrDefault(query, Map.of()));
    if (growth > 0) {
      double counted = growth * (System.nanoTime() - begun) / 1e9;
      double share = query.contains("Requests") ? 1 : query.equals("canaryErrors") ? errors : 0;
      all.put("\"pod\":\"a\"", "" + (long) (counted * share));
    }
    return success(
        all.entrySet().stream()
            .map(
                each ->
                    "{\"metric\":{"
                        + each.getKey()
                        + "},\"value\":[NOW,\""
                        + each.getValue()
                        + "\"]}")
            .collect(Collectors.joining(",")),
        "");
  }

  /** An answer with these series, and more behind its data. */
  public static String success(String result, String more) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
        + result
        + "]}"
        + more
        + "}";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
