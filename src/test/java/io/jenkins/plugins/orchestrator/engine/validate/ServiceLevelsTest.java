package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.report.Finding;
import io.jenkins.plugins.orchestrator.engine.report.operation.LaneReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objectives, from a probe and from what Prometheus says. */
class ServiceLevelsTest {
  @TempDir Path directory;

  private LaneReport probed(RawServer server, String slo) throws Exception {
    return new Validations(directory).lane(server.url(), "slo: {" + slo + "}");
  }

  @Test
  void whatWasMeasuredOftenEnoughIsMet() throws Exception {
    try (RawServer server = RawServer.answering(200, "ok")) {
      LaneReport lane =
          probed(server, "p95: 5s, error_rate: 1%, probe: {path: /, requests: 299, rate: 300}");
      assertThat(lane.status()).isEqualTo(Status.PASSED);
      assertThat(lane.checks())
          .extracting(CheckReport::found)
          .allMatch(found -> found.startsWith("met: ") && found.contains("of n = 299"));
      assertThat(server.requests()).hasSize(299);
      assertThat(lane.duration()).isGreaterThan(Duration.ofMillis(900));
      assertThat(lane.tables().get(0).rows()).isNotEmpty();
    }
  }

  @Test
  void fewRequestsAreOnlyConsistentWithTheObjective() throws Exception {
    try (RawServer server = RawServer.answering(200, "ok")) {
      String slo = "availability: 99.9, probe: {path: /, requests: 20, rate: 200}";
      CheckReport check = probed(server, slo).checks().get(0);
      assertThat(check.status()).isEqualTo(Status.PASSED);
      assertThat(check.found())
          .startsWith("consistent with the objective: unavailable: 0 of n = 20 (0 %), up to 13.9 %")
          .endsWith("2995 without a failure show it");
      assertThat(probed(server, slo + ", require: met").checks().get(0).status())
          .isEqualTo(Status.UNKNOWN);
    }
  }

  @Test
  void errorsBreachTheErrorRateAndNotTheAvailabilityUnlessTheyAreTheServers() throws Exception {
    AtomicInteger number = new AtomicInteger();
    try (RawServer server =
        RawServer.start(
            (request, out) ->
                RawServer.respond(out, number.incrementAndGet() % 2 == 0 ? 200 : 404, "", ""))) {
      LaneReport lane =
          probed(
              server,
              "availability: 50, error_rate: 10%, probe: {path: /, requests: 60, rate: 200}");
      assertThat(lane.checks())
          .extracting(CheckReport::status)
          .containsExactly(Status.PASSED, Status.FAILED);
      assertThat(lane.checks().get(1).found()).startsWith("breached: errors: 30 of n = 60 (50 %)");
      assertThat(lane.findings().get(0).message()).contains("status 404");
    }
  }

  @Test
  void requestsWithoutAnAnswerAreSlowerThanAnyObjective() throws Exception {
    try (RawServer server = RawServer.start((request, out) -> Thread.sleep(20_000))) {
      LaneReport lane =
          probed(server, "p95: 1h, probe: {path: /, requests: 20, rate: 200, timeout: 300ms}");
      assertThat(lane.checks().get(0).status()).isEqualTo(Status.FAILED);
      assertThat(lane.checks().get(0).found()).contains("20 of n = 20 (100 %)");
    }
  }

  @Test
  void aProbeThatTheTimeLimitEndsSaysWhatItMeasured() throws Exception {
    try (RawServer server = RawServer.answering(200, "ok")) {
      LaneReport lane =
          new Validations(directory)
              .run(
                  "timeout: 1s\ndeployments: {a: {url: '"
                      + server.url()
                      + "', slo: {error_rate: 50, probe: {path: /, requests: 1000, rate: 50}}}}")
              .lanes()
              .get(0);
      assertThat(lane.checks().get(0).found()).startsWith("met: errors: 0 of n = ");
      assertThat(server.requests()).hasSizeBetween(10, 60);
      assertThat(lane.duration()).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void whatAProbeThatTheTimeLimitEndsDoesNotShowIsUnknown() throws Exception {
    try (RawServer server = RawServer.answering(200, "ok")) {
      CheckReport check =
          new Validations(directory)
              .run(
                  "timeout: 1s\ndeployments: {a: {url: '"
                      + server.url()
                      + "', slo: {availability: 99.9, probe: {path: /, requests: 1000, rate:"
                      + " 10}}}}")
              .lanes()
              .get(0)
              .checks()
              .get(0);
      assertThat(check.found()).startsWith("consistent with the objective: unavailable: 0 of n = ");
      assertThat(check.status()).isEqualTo(Status.UNKNOWN);
      assertThat(check.message()).isEqualTo(Site.TIME_OVER);
    }
  }

  /**
   * Prometheus' answers, as its HTTP API gives them.
   *
   * @param json the answer, in which NOW stands for the time
   */
  private RawServer prometheus(int status, String json, List<String> queries) throws Exception {
    return RawServer.start(
        (request, out) -> {
          String form = request.substring(request.indexOf("\r\n\r\n") + 4);
          String query = URLDecoder.decode(form, StandardCharsets.UTF_8);
          queries.add(request.lines().findFirst().orElse("") + " " + query);
          double now = Instant.now().toEpochMilli() / 1000.0;
          String answer = query.contains("query=samples&") ? vector("[NOW, \"1000\"]") : json;
          RawServer.respond(
              out,
              status,
              "Content-Type: application/json\r\n",
              answer.replace("NOW-60", "" + (now - 60)).replace("NOW", "" + now));
        });
  }

  private static String vector(String... samples) {
    List<String> series =
        java.util.Arrays.stream(samples)
            .map(sample -> "{\"metric\": {}, \"value\": " + sample + "}")
            .toList();
    return success("vector", "[" + String.join(",", series) + "]", "");
  }

  private static String success(String type, String result, String more) {
    return "{\"status\":\"success\",\"data\":{\"resultType\":\""
        + type
        + "\",\"result\":"
        + result
        + "}"
        + more
        + "}";
  }

  private CheckReport asked(int status, String json, String objective, String more)
      throws Exception {
    List<String> queries = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (RawServer server = prometheus(status, json, queries)) {
      String key = objective.substring(0, objective.indexOf(':'));
      CheckReport check =
          new Validations(directory)
              .lane(
                  "http://nobody.invalid",
                  "slo: {"
                      + objective
                      + ", prometheus: {url: '"
                      + server.url()
                      + "', "
                      + key
                      + ": 'sum(x) / 2 > 1'"
                      + more
                      + "}}")
              .checks()
              .get(0);
      assertThat(queries)
          .allMatch(query -> query.startsWith("POST /api/v1/query"))
          .anyMatch(query -> query.contains("query=sum(x) / 2 > 1&"));
      return check;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.999 | error_rate: 1% | FAILED | breached",
        "0.001 | error_rate: 1% | PASSED | met",
        "0.008 | error_rate: 1% | PASSED | consistent",
        "0.012 | error_rate: 1% | UNKNOWN | unknown",
        "0.03  | error_rate: 1% | FAILED | breached",
        "0.999 | availability: 99 | PASSED | met",
        "0.95  | availability: 99 | FAILED | breached",
        "0.3   | p95: 500ms | PASSED | consistent",
        "0.6   | p95: 500ms | FAILED | breached",
        "NaN   | error_rate: 1% | UNKNOWN | NaN",
        "+Inf  | p95: 1s | UNKNOWN | +Inf",
        "-Inf  | p95: 1s | UNKNOWN | -Inf",
        "99.9  | availability: 99 | UNKNOWN | expected a ratio",
        "many  | error_rate: 1% | UNKNOWN | no number",
        "1e999 | p95: 1s | UNKNOWN | no number",
        "Infinity | p95: 1s | UNKNOWN | no number",
      })
  void aValueOf1000Requests(String value, String objective, Status status, String word)
      throws Exception {
    CheckReport check =
        asked(200, vector("[NOW, \"" + value.strip() + "\"]"), objective, ", samples: samples");
    assertThat(check.status()).as(check.found()).isEqualTo(status);
    assertThat(check.found()).contains(word);
  }

  @Test
  void withoutANumberOfRequestsNothingIsMetOrBreached() throws Exception {
    String good = vector("[NOW, \"0\"]");
    assertThat(asked(200, good, "error_rate: 1%", "").found())
        .isEqualTo("consistent with the objective: 0 %, n unknown, no confidence");
    String bad = vector("[NOW, \"1\"]");
    assertThat(asked(200, bad, "error_rate: 1%", "").status()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void anAnswerThatIsNoneOrAnErrorIsUnknown() throws Exception {
    for (String json :
        List.of(
            vector(),
            vector("[NOW, \"0\"]", "[NOW, \"1\"]"),
            vector("[NOW]"),
            success("string", "[NOW, \"x\"]", ""),
            success("matrix", "[]", ""),
            success("vector", "[{\"metric\": {}, \"histogram\": [NOW, {}]}]", ""),
            "{\"status\":\"error\",\"errorType\":\"execution\",\"error\":\"found duplicate\"}",
            "<html>login</html>",
            "{}",
            "")) {
      CheckReport check = asked(200, json, "error_rate: 1%", "");
      assertThat(check.status()).as(json).isEqualTo(Status.UNKNOWN);
      assertThat(check.found()).startsWith("unknown: ");
    }
    String error = "{\"status\":\"error\",\"errorType\":\"timeout\",\"error\":\"query timed out\"}";
    for (int status : List.of(400, 422, 503)) {
      assertThat(asked(status, error, "error_rate: 1%", "").found())
          .isEqualTo("unknown: Prometheus: status " + status + ", timeout: query timed out");
    }
  }

  @Test
  void aScalarWorksAndAStaleOneIsUnknown() throws Exception {
    assertThat(asked(200, success("scalar", "[NOW, \"0.1\"]", ""), "p95: 1s", "").status())
        .isEqualTo(Status.PASSED);
    assertThat(asked(200, success("scalar", "[1000, \"0.1\"]", ""), "p95: 1s", "").found())
        .contains("stale");
  }

  @Test
  void theCredentialsOfTheDeploymentDoNotGoToPrometheus() throws Exception {
    try (RawServer server = RawServer.answering(200, vector())) {
      var unused =
          new Validations(directory)
              .lane(
                  "http://nobody.invalid",
                  "credentials: {bearer: token-of-the-app}\n"
                      + "slo: {error_rate: 1%, prometheus: {url: '"
                      + server.url()
                      + "', error_rate: x, headers: {Authorization: Bearer token-of-prometheus}}}");
      assertThat(server.requests().get(0))
          .contains("Bearer token-of-prometheus")
          .doesNotContain("token-of-the-app");
    }
  }

  @Test
  void requestsThatAreNotAnsweredHoldBackFurtherOnesAndTheReportSaysSo() throws Exception {
    try (RawServer server = RawServer.start((request, out) -> Thread.sleep(20_000))) {
      LaneReport lane =
          probed(
              server, "error_rate: 1%, probe: {path: /, requests: 450, rate: 500, timeout: 800ms}");
      assertThat(lane.findings()).extracting(Finding::code).contains("probe-held-back");
      assertThat(lane.checks().get(0).found()).contains("450 of n = 450");
    }
  }

  @Test
  void withAWarningNothingIsMet() throws Exception {
    CheckReport check =
        asked(
            200,
            success(
                "vector",
                "[{\"metric\": {}, \"value\": [NOW, \"0\"]}]",
                ",\"warnings\":[\"store-2 unavailable\"]"),
            "error_rate: 1%",
            ", samples: samples");
    assertThat(check.found())
        .startsWith("consistent with the objective")
        .contains("Prometheus warns: store-2 unavailable");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, PASSED", "0, 1, UNKNOWN", "1, 1, FAILED"})
  void everyStepOfARangeIsAMoment(String first, String second, Status expected) throws Exception {
    String values = "[[NOW-60, \"" + first + "\"], [NOW, \"" + second + "\"]]";
    String json = success("matrix", "[{\"metric\": {}, \"values\": " + values + "}]", "");
    CheckReport check = asked(200, json, "error_rate: 1%", ", range: 10m");
    assertThat(check.status()).as(check.found()).isEqualTo(expected);
  }
}
