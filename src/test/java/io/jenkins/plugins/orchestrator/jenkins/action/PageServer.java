package io.jenkins.plugins.orchestrator.jenkins.action;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.model.BuildInDirectory;
import hudson.model.JobInDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a build's page as a Jenkins would, on the loopback address. */
final class PageServer implements AutoCloseable {
  private static final String JOB = "/job/nfl/";
  private static final String BASE = JOB + "7/orchestration/";
  private static final String POLICY =
      "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:";

  private final OrchestrationAction action = new OrchestrationAction();
  private final EnvironmentsAction environments;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private volatile String theme = "none";
  private volatile String foreignAnswer = "";

  /**
   * Something that a browser asked for.
   *
   * @param nanos when, on the monotonic clock
   */
  record Request(String address, long nanos) {}

  PageServer(Path buildDirectory) throws IOException {
    action.onAttached(BuildInDirectory.in(buildDirectory));
    // <job>/builds/7
    environments =
        new EnvironmentsAction(
            JobInDirectory.in(buildDirectory.resolve("../..").normalize().toAbsolutePath()));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The build's action, to which runs are added. */
  OrchestrationAction action() {
    return action;
  }

  /** As Jenkins names it: {@code none} for the light one, {@code dark}. */
  void theme(String name) {
    theme = name;
  }

  /** The build's page. */
  URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + BASE);
  }

  /** Questions for what is new, since the last time that somebody forgot them. */
  List<Request> polls() {
    return requests.stream().filter(request -> request.address().contains("/fragment")).toList();
  }

  void forgetRequests() {
    requests.clear();
  }

  /** As a proxy does that wants a person to log in. */
  void answerPollsWith(String html) {
    foreignAnswer = html;
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(new Request(exchange.getRequestURI().toString(), System.nanoTime()));
    Servlets.Response response = new Servlets.Response();
    try (exchange) {
      write(exchange.getRequestURI(), response);
      response.headers.put("Content-Security-Policy", POLICY);
      response.headers.forEach(exchange.getResponseHeaders()::set);
      byte[] body = response.body.toByteArray();
      exchange.sendResponseHeaders(response.status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void write(URI address, Servlets.Response response) throws IOException {
    String path = address.getPath();
    if (path.equals(JOB)) {
      html(response, PageOfJenkins.jobMain(environments, theme));
    } else if (path.equals(JOB + "environments/")) {
      html(response, PageOfJenkins.environments(environments, theme));
    } else if (path.equals(BASE)) {
      html(response, PageOfJenkins.index(action, theme));
    } else if (path.startsWith(BASE)) {
      String[] names = path.substring(BASE.length()).split("/", -1);
      RunPage page = action.getDynamic(names[0]);
      below(page, names[1], parameters(address.getRawQuery()), response);
    } else if (path.endsWith(".css") || path.endsWith(".js")) {
      response.headers.put(
          "Content-Type", path.endsWith(".css") ? "text/css" : "application/javascript");
      response.body.writeBytes(PageOfJenkins.resource(path).getBytes(StandardCharsets.UTF_8));
    } else if (path.endsWith("/log/") || path.equals("/")) {
      html(response, "<!DOCTYPE html><title>Another page of Jenkins</title>");
    } else {
      response.status = 404;
    }
  }

  private void below(
      RunPage page, String name, Map<String, String> parameters, Servlets.Response response)
      throws IOException {
    if (name.equals("fragment") && !foreignAnswer.isEmpty()) {
      html(response, foreignAnswer);
      return;
    }
    switch (name) {
      case "statements" ->
          html(response, PageOfJenkins.statements(page, Servlets.request(parameters), theme));
      case "fragment" ->
          page.doFragment(response.stapler(), Long.parseLong(parameters.get("version")));
      default -> response.status = 404;
    }
  }

  private static void html(Servlets.Response response, String page) {
    response.headers.put("Content-Type", "text/html;charset=UTF-8");
    response.body.writeBytes(page.getBytes(StandardCharsets.UTF_8));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      parameters.put(
          parameter.substring(0, equals),
          URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return parameters;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
