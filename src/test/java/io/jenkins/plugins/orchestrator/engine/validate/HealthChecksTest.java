package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that behave, and all the ways in which they do not. */
@Isolated("it counts threads")
class HealthChecksTest {
  @TempDir Path directory;
  private Validations validations;

  @BeforeEach
  void prepare() {
    validations = new Validations(directory);
  }

  @Test
  void anEndpointThatAnswersAsExpectedPasses() throws Exception {
    try (RawServer server = RawServer.answering(200, "fine")) {
      LaneReport lane = validations.lane(server.url() + "/app/", "health_check_endpoint: /health");
      assertThat(lane.status()).isEqualTo(Status.PASSED);
      assertThat(lane.checks())
          .singleElement()
          .satisfies(
              check -> {
                assertThat(check.kind()).isEqualTo("health");
                assertThat(check.name()).isEqualTo("GET /health");
                assertThat(check.expected()).isEqualTo("200");
                assertThat(check.found()).startsWith("status 200 in ");
              });
      assertThat(server.requests()).singleElement().asString().startsWith("GET /app/health HTTP");
    }
  }

  @Test
  void anotherStatusFailsAndShowsTheBeginningOfTheBody() throws Exception {
    try (RawServer server = RawServer.answering(503, "<h1>\n down \u001b[31m</h1>")) {
      CheckReport check = validations.check(server.url(), "health_check_endpoint: /health");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).startsWith("status 503 in").endsWith(": <h1> down [31m</h1>");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // says nothing at all
        "HTTP/1.1 200 OK\r\n", // hangs in the headers
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", // hangs after the headers
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", // hangs in the body
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", // and in chunks
      })
  void anEndpointThatHangsIsGivenUpInTimeAndItsConnectionClosed(String start) throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              RawServer.write(out, start);
              Thread.sleep(20_000);
            })) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, timeout: 500ms}]");
      assertThat(check.status()).isEqualTo(Status.TIMED_OUT);
      assertThat(check.found()).contains("after 500 ms");
      assertThat(check.duration()).isBetween(Duration.ofMillis(490), Duration.ofSeconds(5));
    }
  }

  @Test
  void theTimeLimitCoversABodyThatTrickles() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
              for (int i = 0; i < 1000; i++) {
                RawServer.write(out, "x");
                Thread.sleep(50);
              }
            })) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, timeout: 400ms}]");
      assertThat(check.status()).isEqualTo(Status.TIMED_OUT);
      assertThat(check.found()).isEqualTo("status 200, but its body had not ended after 400 ms");
      awaitNoConnection(server);
      assertThat(server.abandoned()).isEqualTo(1);
    }
  }

  @Test
  void anEndpointThatSendsForeverIsLeftAtTheSizeThatIsAllowed() throws Exception {
    byte[] block = new byte[64 * 1024];
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\n\r\n");
              while (true) {
                out.write(block);
              }
            })) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, max_body: 100000}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).isEqualTo("sent more than 100000 bytes");
      assertThat(check.duration()).isLessThan(Duration.ofSeconds(5));
      awaitNoConnection(server);
    }
  }

  @Test
  void headersWithoutEndAreGivenUp() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              RawServer.write(out, "HTTP/1.1 200 OK\r\n");
              while (true) {
                RawServer.write(out, "X-Again: " + "y".repeat(10_000) + "\r\n");
              }
            })) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, timeout: 3s}]");
      assertThat(check.status().isFailure()).isTrue();
    }
  }

  private static void awaitNoConnection(RawServer server) throws InterruptedException {
    for (int i = 0; i < 100 && server.connections() > 0; i++) {
      Thread.sleep(50);
    }
    assertThat(server.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nContent-Le",
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
      })
  void anAnswerThatIsNoneOrEndsEarlyFails(String answer) throws Exception {
    try (RawServer server = RawServer.start((request, out) -> RawServer.write(out, answer))) {
      CheckReport check = validations.check(server.url(), "health_check_endpoint: /");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).startsWith("no complete answer: ");
    }
  }

  @Test
  void nobodyThereFails() throws Exception {
    RawServer gone = RawServer.answering(200, "");
    gone.close();
    assertThat(validations.check(gone.url(), "health_check_endpoint: /"))
        .satisfies(
            check -> {
              assertThat(check.status()).isEqualTo(Status.FAILED);
              assertThat(check.found())
                  .isEqualTo(
                      "no connection: connection refused by " + gone.url().replace("http://", ""));
            });
  }

  @Test
  void aNameThatDoesNotExistFails() throws Exception {
    assertThat(validations.check("http://no-such-host.invalid", "health_check_endpoint: /"))
        .satisfies(
            check -> {
              assertThat(check.status()).isEqualTo(Status.FAILED);
              assertThat(check.found()).isEqualTo("there is no host no-such-host.invalid");
            });
  }

  @Test
  void redirectsInACircleFail() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(
                    out,
                    302,
                    "Location: " + (request.startsWith("GET /a") ? "/b" : "/a") + "\r\n",
                    ""))) {
      CheckReport check = validations.check(server.url(), "health_check_endpoint: /a");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).isEqualTo("redirected in a circle of 2");
    }
  }

  @Test
  void redirectsWithoutEndFailAtTheLimit() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(
                    out, 302, "Location: /" + number.incrementAndGet() + "\r\n", ""))) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, redirects: 3}]");
      assertThat(check.found()).isEqualTo("redirected more than 3 times");
      assertThat(number).hasValue(4);
    }
  }

  @Test
  void aRedirectCanBeWhatIsExpected() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> RawServer.respond(out, 302, "Location: /login\r\n", ""))) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, status: 302, redirects: 0}]");
      assertThat(check.status()).isEqualTo(Status.PASSED);
    }
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherHost() throws Exception {
    try (RawServer other = RawServer.answering(200, "ok");
        RawServer server =
            RawServer.start(
                (request, out) ->
                    RawServer.respond(
                        out, 302, "Location: " + other.url() + "/elsewhere\r\n", ""))) {
      CheckReport check =
          validations.check(
              server.url(),
              """
              credentials: {bearer: secret-token-1}
              headers: {X-Api-Key: secret-key-22, Accept: application/json}
              health_check_endpoint: /
              """);
      assertThat(check.status()).isEqualTo(Status.PASSED);
      assertThat(server.requests().get(0)).contains("Bearer secret-token-1", "secret-key-22");
      assertThat(other.requests().get(0))
          .contains("Accept: application/json")
          .doesNotContain("secret", "Authorization", "X-Api-Key");
    }
  }

  @Test
  void aBodyGoesToNoOtherHost() throws Exception {
    try (RawServer other = RawServer.answering(200, "ok");
        RawServer server =
            RawServer.start(
                (request, out) ->
                    RawServer.respond(out, 307, "Location: " + other.url() + "\r\n", ""))) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, method: POST, body: a password}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void aRequestHasItsMethodHeadersAndBody() throws Exception {
    try (RawServer server = RawServer.answering(201, "")) {
      CheckReport check =
          validations
              .with("TOKEN", "token-of-ours")
              .check(
                  server.url(),
                  """
                  headers: {X-Team: a, X-Both: deployment}
                  health_checks:
                    - path: /orders?key=${TOKEN}
                      method: POST
                      headers: {x-both: check, Content-Type: application/json}
                      body: '{"token": "${TOKEN}"}'
                      status: [200, 201]
                  """);
      assertThat(check.status()).isEqualTo(Status.PASSED);
      assertThat(check.name()).isEqualTo("POST /orders?…");
      assertThat(server.requests().get(0))
          .startsWith("POST /orders?key=token-of-ours HTTP/1.1")
          .contains("X-Team: a", "x-both: check", "Content-Type: application/json")
          .doesNotContain("deployment")
          .endsWith("{\"token\": \"token-of-ours\"}");
    }
  }

  @Test
  void noSecretIsInTheReportEvenIfTheServerEchoesIt() throws Exception {
    try (RawServer server =
        RawServer.start((request, out) -> RawServer.respond(out, 500, "", request))) {
      LaneReport lane =
          validations
              .with("TOKEN", "s3cret-token-9")
              .lane(
                  server.url(),
                  """
                  credentials: {user: probe, password: 'pa55word-of-probe'}
                  health_checks:
                    - {path: '/a?key=${TOKEN}'}
                    - {path: /b, expect: [{matches: nothing}], status: 500}
                  """);
      assertThat(lane.status()).isEqualTo(Status.FAILED);
      assertThat(lane.toString())
          .contains("********")
          .doesNotContain("s3cret-token-9", "pa55word-of-probe", "cHJvYmU6");
    }
  }

  @Test
  void aCheckThatNeededARetrySaysSo() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(out, number.incrementAndGet() < 3 ? 503 : 200, "", "x"))) {
      LaneReport lane =
          validations.lane(
              server.url(), "health_checks: [{path: /, retries: 4, retry_delay: 20ms}]");
      assertThat(lane.status()).isEqualTo(Status.PASSED);
      assertThat(lane.checks().get(0).message())
          .startsWith("passed after 2 retries; first status 503");
      assertThat(lane.checks().get(0).found()).endsWith("(try 3 of 5)");
      assertThat(lane.findings()).extracting(Finding::code).containsExactly("passed-after-retry");
    }
  }

  @Test
  void retriesComeToAnEnd() throws Exception {
    try (RawServer server = RawServer.answering(503, "x")) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, retries: 2, retry_delay: 10ms}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(server.requests()).hasSize(3);
    }
  }

  private static final String BODY =
      """
      {"status": "ok", "count": 3, "ratio": 1.0, "none": null, "up": true, "a b": {"c": [1, 2]},
       "nodes": [{"name": "n1", "lag": 1}, {"name": "n2", "lag": 7}], "text": "héllo"}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{json: $.status, equals: ok} | PASSED",
        "{json: $.status, equals: OK} | FAILED",
        "{json: $.status, not_equals: down} | PASSED",
        "{json: $.missing, not_equals: down} | FAILED",
        "{json: $.missing} | FAILED",
        "{json: $.none} | PASSED",
        "{json: $.none, equals: null} | PASSED",
        "{json: $.up, equals: true} | PASSED",
        "{json: $.up, equals: 'true'} | FAILED",
        "{json: $.count, equals: 3} | PASSED",
        "{json: $.count, equals: 3.00} | PASSED",
        "{json: $.count, equals: '3'} | FAILED",
        "{json: $.count, min: 3, max: 3} | PASSED",
        "{json: $.count, min: 3.1} | FAILED",
        "{json: $.status, min: 1} | FAILED",
        "{json: '$[''a b''].c[-1]', equals: 2} | PASSED",
        "{json: '$[''a b''].c[2]'} | FAILED",
        "{json: '$.nodes[*].lag', max: 10} | PASSED",
        "{json: '$.nodes[*].lag', max: 5} | FAILED",
        "{json: '$.nodes[*].lag', max: 5, any: true} | PASSED",
        "{json: '$.nodes[*].lag', max: 0, any: true} | FAILED",
        "{json: $.nodes, min_length: 2, max_length: 2} | PASSED",
        "{json: $.text, min_length: 5, max_length: 5} | PASSED",
        "{json: $.count, min_length: 1} | FAILED",
        "{json: $.text, matches: '^h.llo$'} | PASSED",
        "{matches: '\"up\": true'} | PASSED",
        "{not_matches: '(?i)error'} | PASSED",
        "{not_matches: ok} | FAILED",
        "{min_length: 10000} | FAILED",
        "{matches: ok, max_length: 10000} | PASSED",
      })
  void conditionsOnTheBody(String condition, Status expected) throws Exception {
    try (RawServer server = RawServer.answering(200, BODY)) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, expect: [" + condition + "]}]");
      assertThat(check.status()).as(check.toString()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>out of order</html>", "", "{\"status\": \"ok\"", "[1] 2"})
  void anErrorPageWithStatus200IsNoJson(String body) throws Exception {
    try (RawServer server = RawServer.answering(200, body)) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, expect: [{json: $.status, equals: ok}]}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).containsAnyOf("no JSON", "an empty body");
    }
  }

  @Test
  void jsonThatIsNestedTooDeeplyFailsOnly() throws Exception {
    try (RawServer server = RawServer.answering(200, "[".repeat(200_000))) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, expect: [{json: $.a}]}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"^(a+)+$", "^(a|aa)+$", "(.*,){30}X", "((a|b)*c)*d"})
  void aPatternThatWouldTakeForeverIsUnknownAfterASecond(String pattern) throws Exception {
    String body = "a,".repeat(20) + "a".repeat(60_000) + "!";
    try (RawServer server =
        RawServer.answering(200, pattern.startsWith("^") ? "a".repeat(5_000) + "!" : body)) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, expect: [{matches: '" + pattern + "'}]}]");
      assertThat(check.status()).isIn(Status.UNKNOWN, Status.FAILED);
      assertThat(check.duration()).isLessThan(Duration.ofSeconds(4));
    }
  }

  @Test
  void hundredsOfThousandsOfWrongValuesAreCountedAndTheFirstIsTold() throws Exception {
    String body = "[" + "1,".repeat(500_000) + "1]";
    try (RawServer server = RawServer.answering(200, body)) {
      CheckReport check =
          validations.check(
              server.url(), "health_checks: [{path: /, expect: [{json: '$[*]', equals: 0}]}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.found()).endsWith("but 500001 of 500001 not: 1");
    }
  }

  @Test
  void aBodyThatIsCompressedWithoutBeingAskedForIsUnknown() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(out, 200, "Content-Encoding: gzip\r\n", "whatever"))) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, expect: [{matches: x}]}]");
      assertThat(check.status()).isEqualTo(Status.UNKNOWN);
    }
  }

  @Test
  void anAnswerThatIsSlowerThanAllowedFails() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              Thread.sleep(300);
              RawServer.respond(out, 200, "", "");
            })) {
      CheckReport check =
          validations.check(server.url(), "health_checks: [{path: /, max_time: 200ms}]");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(check.message()).isEqualTo("slower than max_time allows");
    }
  }

  @Test
  void requestsGoThroughTheProxy() throws Exception {
    try (RawServer proxy = RawServer.answering(200, "from the proxy")) {
      CheckReport check =
          validations.check(
              "http://behind.invalid",
              "proxy: " + proxy.url() + "\nhealth_check_endpoint: /health");
      assertThat(check.status()).isEqualTo(Status.PASSED);
      assertThat(proxy.requests().get(0)).startsWith("GET http://behind.invalid/health HTTP/1.1");
    }
  }

  @Test
  void aProxyThatRefusesATunnelFails() throws Exception {
    try (RawServer proxy = RawServer.answering(403, "not through me")) {
      CheckReport check =
          validations.check(
              "https://behind.invalid", "proxy: " + proxy.url() + "\nhealth_check_endpoint: /");
      assertThat(check.status()).isEqualTo(Status.FAILED);
      assertThat(proxy.requests().get(0)).startsWith("CONNECT behind.invalid:443");
    }
  }

  @Test
  void whatTheRunsTimeLimitLeftOutIsUnknown() throws Exception {
    try (RawServer server = RawServer.start((request, out) -> Thread.sleep(20_000))) {
      String yaml =
          "timeout: 500ms\ndeployments: {a: {url: '"
              + server.url()
              + "', health_check_endpoint: /}}";
      LaneReport lane = validations.run(yaml).lanes().get(0);
      assertThat(lane.status()).isEqualTo(Status.UNKNOWN);
      assertThat(lane.checks().get(0).message()).isEqualTo(Site.TIME_OVER);
      assertThat(lane.duration()).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void aRunThatIsCancelledEndsAtOnce() throws Exception {
    try (RawServer server =
        RawServer.start(
            (request, out) -> {
              validations.cancellation().cancel("somebody pressed stop");
              Thread.sleep(20_000);
            })) {
      LaneReport lane = validations.lane(server.url(), "health_checks: [{path: /, retries: 3}]");
      assertThat(lane.status()).isEqualTo(Status.CANCELLED);
      assertThat(lane.checks().get(0).message()).isEqualTo("somebody pressed stop");
      assertThat(lane.duration()).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void noThreadIsLeftBehind() throws Exception {
    try (RawServer server = RawServer.answering(200, "")) {
      var unused = validations.lane(server.url(), "health_check_endpoint: /");
    }
    for (int i = 0; i < 100 && threads() > 0; i++) {
      Thread.sleep(100);
    }
    assertThat(threads()).isZero();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("validate-"))
        .count();
  }
}
