package io.jenkins.plugins.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A headless Chromium, driven through chromedriver by the W3C WebDriver protocol: real clicks, real
 * layout. Both come from the platform's packages; {@code bin/test} installs them.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final Process driver;
  private static final int STARTS = 3;

  private final String session;

  /**
   * Starts one.
   *
   * @param profile an empty directory of its own
   */
  public Browser(Path profile) throws IOException {
    String chromium = find("chromium", "chromium-browser", "google-chrome");
    StringBuilder said = new StringBuilder();
    String port = null;
    Process begun = null;
    // The port that the system gave it can be taken before it listens.
    for (int i = 0; i < STARTS && port == null; i++) {
      begun =
          new ProcessBuilder(find("chromedriver"), "--port=0").redirectErrorStream(true).start();
      port = port(begun, said);
    }
    driver = Objects.requireNonNull(begun);
    boolean started = false;
    try {
      if (port == null) {
        throw new AssertionError("chromedriver did not start: " + said);
      }
      session = start("http://127.0.0.1:" + port + "/session", chromium, profile);
      started = true;
    } finally {
      if (!started) {
        end();
      }
    }
  }

  private String start(String base, String chromium, Path profile) {
    List<String> arguments =
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + profile);
    JsonNode created =
        send(
            "POST",
            base,
            Map.of(
                "capabilities",
                Map.of(
                    "alwaysMatch",
                    Map.of(
                        "goog:chromeOptions",
                        Map.of("binary", chromium, "args", arguments),
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL")))));
    return base + "/" + created.get("sessionId").textValue();
  }

  /** Opens a file. */
  public void open(Path page) {
    open(page.toUri());
  }

  /** Opens an address and waits until the page is loaded. */
  public void open(URI page) {
    send("POST", session + "/url", Map.of("url", page.toString()));
  }

  /** As wide as this many pixels, for a person who prefers {@code light} or {@code dark}. */
  public void screen(int width, String scheme) {
    devTools(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    devTools(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Whether pages may run scripts. */
  public void scripts(boolean allowed) {
    devTools("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
  }

  /** Runs a script in every page before its own ones. */
  public void beforeLoad(String script) {
    devTools("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Clicks on the first element of a selector. */
  public void click(String selector) {
    send("POST", element(selector) + "/click", Map.of());
  }

  /** Types into the first element of a selector. */
  public void type(String selector, String text) {
    send("POST", element(selector) + "/value", Map.of("text", text));
  }

  /** What a script that returns something gives. */
  public JsonNode ask(String script) {
    return send("POST", session + "/execute/sync", Map.of("script", script, "args", List.of()));
  }

  /** Errors and warnings of the page since the last question. */
  public JsonNode log() {
    return send("POST", session + "/se/log", Map.of("type", "browser"));
  }

  /** A command of the DevTools protocol, such as {@code Emulation.setEmulatedMedia}. */
  public JsonNode devTools(String command, Map<String, Object> parameters) {
    return send(
        "POST", session + "/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  private String element(String selector) {
    JsonNode found =
        send("POST", session + "/element", Map.of("using", "css selector", "value", selector));
    return session + "/element/" + found.get(ELEMENT).textValue();
  }

  private JsonNode send(String method, String url, Map<String, Object> body) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url))
              .timeout(Duration.ofSeconds(60))
              .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode value = JSON.readTree(response.body()).get("value");
      if (response.statusCode() != 200) {
        throw new AssertionError("the browser refused: " + value.path("message").textValue());
      }
      return value;
    } catch (IOException e) {
      throw new AssertionError("no answer from chromedriver: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Null when it ended instead of listening. */
  private static @Nullable String port(Process driver, StringBuilder said) throws IOException {
    BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher port = PORT.matcher(line);
      if (port.find()) {
        return port.group(1);
      }
      said.append(line).append('\n');
    }
    return null;
  }

  private static String find(String... names) {
    for (String directory : System.getenv("PATH").split(":", -1)) {
      for (String name : names) {
        Path program = Path.of(directory, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    throw new AssertionError(
        "this test clicks through the report in a browser and found no "
            + String.join(" or ", names)
            + " in PATH; install it (Debian: apt-get install chromium chromium-driver), or run"
            + " bin/test, which does");
  }

  @Override
  public void close() {
    try {
      send("DELETE", session, Map.of());
    } finally {
      end();
    }
  }

  private void end() {
    List<ProcessHandle> children = driver.descendants().toList();
    driver.destroy();
    try {
      driver.onExit().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      driver.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
