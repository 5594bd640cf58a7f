package io.jenkins.plugins.orchestrator.engine.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.orchestrator.engine.report.CheckReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import io.jenkins.plugins.orchestrator.testing.PrometheusServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objectives judged by what a real Prometheus answers to queries as people write them. */
class ServiceLevelsOfPrometheusTest {
  private static final String ALL = "sum(http_requests_total)";
  private static final String FAILED =
      "(sum(http_requests_total{code=~\"5..\"}) or vector(0)) / " + ALL;

  @TempDir Path directory;
  private PrometheusServer prometheus;

  @BeforeEach
  void start() throws Exception {
    prometheus = PrometheusServer.start(directory);
  }

  @AfterEach
  void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  private CheckReport check(String objective, String... keys) throws Exception {
    return new Validations(directory)
        .check(
            "http://nobody.invalid",
            "slo:\n  "
                + objective
                + "\n  prometheus:\n    url: "
                + prometheus.url()
                + Arrays.stream(keys).collect(Collectors.joining("\n    ", "\n    ", "\n")));
  }

  private static String requests(String code, long count) {
    return "http_requests_total{code=\"" + code + "\"} " + count;
  }

  @Test
  void aServiceThatNeverFailedMeetsItsObjective() throws Exception {
    prometheus.expose(requests("200", 5_000));

    CheckReport check = check("error_rate: 1%", "error_rate: " + FAILED, "samples: " + ALL);
    assertThat(check.found()).contains("met").contains("5000");
    assertThat(check.status()).isEqualTo(Status.PASSED);
  }

  @Test
  void tooManyErrorsAreABreach() throws Exception {
    prometheus.expose(requests("200", 4_000), requests("503", 100));

    CheckReport check = check("error_rate: 1%", "error_rate: " + FAILED, "samples: " + ALL);
    assertThat(check.status()).as(check.found()).isEqualTo(Status.FAILED);
  }

  @Test
  void aPercentileOfBucketsIsHeldAgainstItsObjective() throws Exception {
    prometheus.expose(
        requests("200", 1_000),
        "http_seconds_bucket{le=\"0.5\"} 900",
        "http_seconds_bucket{le=\"2.0\"} 1000",
        "http_seconds_bucket{le=\"+Inf\"} 1000");
    String p95 = "p95: histogram_quantile(0.95, sum by (le) (http_seconds_bucket))";

    assertThat(check("p95: 2s", p95, "samples: " + ALL).status()).isEqualTo(Status.PASSED);
    assertThat(check("p95: 1s", p95, "samples: " + ALL).status()).isEqualTo(Status.FAILED);
  }

  @Test
  void everyStepOfARangeIsAMoment() throws Exception {
    prometheus.expose(requests("200", 100));
    TimeUnit.SECONDS.sleep(3);

    CheckReport check = check("error_rate: 1%", "error_rate: " + FAILED, "range: 2s", "step: 1s");
    assertThat(check.found()).contains("0 of ", "moments beyond the objective");
  }

  @Test
  void whatIsNoNumberIsUnknownAndSaysWhy() throws Exception {
    prometheus.expose(requests("200", 100), requests("201", 3));

    assertThat(check("error_rate: 1%", "error_rate: absent_total / " + ALL).found())
        .startsWith("unknown: ")
        .contains("the query gives nothing");
    assertThat(check("error_rate: 1%", "error_rate: vector(0) / vector(0)").found())
        .startsWith("unknown: ")
        .contains("NaN");
    assertThat(check("error_rate: 1%", "error_rate: http_requests_total").found())
        .startsWith("unknown: ")
        .contains("2 series");
    assertThat(check("error_rate: 1%", "error_rate: sum(http_requests_total").found())
        .startsWith("unknown: Prometheus: status 400, bad_data: ")
        .contains("parse error");
  }
}
