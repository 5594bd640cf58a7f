package io.jenkins.plugins.orchestrator.engine.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings;
import io.jenkins.plugins.orchestrator.engine.config.HealthSettings.Quota;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking a web service what it leaves of a quota, over HTTP. */
class HttpQuotaProbeTest {
  private static final String KEY = "s3same open/+&";

  private final QuotaProbe probe = QuotaProbe.http();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<Headers> headers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  /** What the service does besides answering {@code x-left: 12}. */
  private int status = 200;

  private int bodyMillis;
  private @Nullable String location;

  @BeforeEach
  void startAService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI().toString());
          headers.add(exchange.getRequestHeaders());
          exchange.getResponseHeaders().add("x-left", "12");
          boolean away = location != null && exchange.getRequestURI().getPath().equals("/away");
          if (away) {
            exchange.getResponseHeaders().add("Location", location);
          }
          exchange.sendResponseHeaders(away ? 302 : status, bodyMillis == 0 ? -1 : 0);
          try {
            Thread.sleep(bodyMillis);
            exchange.getResponseBody().write(new byte[1]);
          } catch (IOException | InterruptedException e) {
            // The client has gone, or the test has ended.
            return;
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stopIt() {
    server.stop(0);
    threads.shutdownNow();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private static Quota quota(String url, @Nullable String keyHeader, @Nullable URI proxy) {
    return new Quota(
        "odds", url, "X-Left", "KEY", keyHeader, new HealthSettings.Limit(100.0, 10.0), proxy);
  }

  private Optional<String> ask(Quota quota, Duration timeout) throws IOException {
    return probe.remaining(quota, KEY, timeout, new Cancellation());
  }

  private Optional<String> ask(Quota quota) throws IOException {
    return ask(quota, Duration.ofSeconds(10));
  }

  @Test
  void theKeyStandsInTheUrlPercentEncoded() throws Exception {
    assertThat(ask(quota(url("/v4?apiKey={key}"), null, null))).contains("12");
    assertThat(asked).containsExactly("/v4?apiKey=s3same%20open%2F%2B%26");
  }

  @Test
  void theKeyStandsInAHeader() throws Exception {
    assertThat(ask(quota(url("/v4"), "X-Api-Key", null))).contains("12");
    assertThat(headers.get(0).getFirst("X-Api-Key")).isEqualTo(KEY);
  }

  @Test
  void aHeaderThatIsNotThereIsNoNumber() throws Exception {
    Quota other =
        new Quota("q", url("/"), "x-other", null, null, HealthSettings.Limit.none(), null);
    assertThat(probe.remaining(other, null, Duration.ofSeconds(10), new Cancellation())).isEmpty();
  }

  @Test
  void theBodyIsNeitherReadNorWaitedFor() throws Exception {
    bodyMillis = 20_000;
    long start = System.nanoTime();
    assertThat(ask(quota(url("/v4"), null, null))).contains("12");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void aServiceThatRefusesBecauseTooMuchWasAskedSaysWhatIsLeft() throws Exception {
    status = 429;
    assertThat(ask(quota(url("/v4"), null, null))).contains("12");
  }

  @ParameterizedTest
  @CsvSource({"401", "404", "500"})
  void anAnswerThatIsNoSuccessIsNone(int other) {
    status = other;
    assertThatThrownBy(() -> ask(quota(url("/v4?k={key}"), null, null)))
        .isInstanceOf(IOException.class)
        .hasMessage("it answered with status " + other);
  }

  @Test
  void aServiceThatHangsIsGivenUpAfterTheTimeLimit() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      long start = System.nanoTime();
      assertThatThrownBy(
              () ->
                  ask(
                      quota("http://127.0.0.1:" + silent.getLocalPort() + "/?k={key}", null, null),
                      Duration.ofMillis(300)))
          .isInstanceOf(IOException.class)
          .hasMessage("no answer after 300 ms");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void aRunThatIsCancelledWaitsNoLonger() throws Exception {
    Cancellation cancellation = new Cancellation();
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var later =
          threads.submit(
              () -> {
                Thread.sleep(200);
                cancellation.cancel("enough");
                return null;
              });
      Quota quota = quota("http://127.0.0.1:" + silent.getLocalPort() + "/", null, null);
      assertThatThrownBy(() -> probe.remaining(quota, KEY, Duration.ofMinutes(1), cancellation))
          .isInstanceOf(IOException.class)
          .hasMessage("enough");
      later.get();
    }
  }

  @Test
  void aHostThatIsNotThereIsNamedWithoutTheKey() {
    assertThatThrownBy(() -> ask(quota("http://nowhere.invalid/?k={key}", "X-Api-Key", null)))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no host nowhere.invalid");
  }

  @Test
  void theProxyIsAskedInPlaceOfTheService() throws Exception {
    URI proxy = URI.create(url(""));
    assertThat(ask(quota("http://odds.invalid/v4?k={key}", null, proxy))).contains("12");
    assertThat(asked).containsExactly("http://odds.invalid/v4?k=s3same%20open%2F%2B%26");
  }

  @Test
  void theKeyGoesToNoOtherHostAfterARedirect() throws Exception {
    location = url("/there").replace("127.0.0.1", "localhost");
    assertThat(ask(quota(url("/away"), "X-Api-Key", null))).contains("12");
    assertThat(asked).containsExactly("/away", "/there");
    assertThat(headers.get(0)).containsKey("X-api-key");
    assertThat(headers.get(1)).doesNotContainKey("X-api-key");
  }

  @Test
  void itTravelsToWhereALaneRuns() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(probe);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      QuotaProbe there = (QuotaProbe) in.readObject();
      assertThat(
              there.remaining(
                  quota(url("/v4"), null, null), KEY, Duration.ofSeconds(10), new Cancellation()))
          .contains("12");
    }
  }
}
