package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import io.jenkins.plugins.orchestrator.testing.PrometheusServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus says of two versions of a service, asked in its own language. */
class RealPrometheusTest {
  private static final String STABLE = "http_requests_total{version=\"stable\",code=\"200\"} ";
  private static final String CANARY = "http_requests_total{version=\"canary\",code=\"200\"} ";
  private static final String CANARY_FAILED =
      "http_requests_total{version=\"canary\",code=\"503\"} ";

  @TempDir Path directory;
  private final Map<Counter, String> texts = new EnumMap<>(Counter.class);
  private PrometheusServer prometheus;

  @BeforeEach
  void start() throws Exception {
    prometheus = PrometheusServer.start(directory);
    for (String version : new String[] {"stable", "canary"}) {
      boolean isCanary = version.equals("canary");
      String all = "http_requests_total{version=\"" + version + "\"}";
      texts.put(isCanary ? Counter.CANARY_REQUESTS : Counter.BASELINE_REQUESTS, all);
      texts.put(
          isCanary ? Counter.CANARY_ERRORS : Counter.BASELINE_ERRORS,
          all.replace("}", ",code=~\"5..\"} or vector(0)"));
    }
  }

  @AfterEach
  void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  private PrometheusMeasurement measurement() {
    GateQueries queries = new GateQueries(prometheus.url(), texts);
    return new PrometheusMeasurement(queries, (mayLack, cancellation) -> read(queries, mayLack));
  }

  private static CounterReading read(GateQueries queries, Set<Counter> mayLack)
      throws MeasurementException {
    try {
      return CounterReader.read(
          queries, new HttpAccess(Map.of(), null, null), Duration.ofSeconds(10), mayLack);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Observation look(PrometheusMeasurement by) throws MeasurementException {
    return by.observe(Duration.ofMillis(5), new Cancellation());
  }

  @Test
  void growthIsExactAlsoWhenTheFirstErrorsHaveASeriesOfTheirOwn() throws Exception {
    PrometheusMeasurement measurement = measurement();
    prometheus.expose(STABLE + 123_456, CANARY + 10);
    look(measurement);
    prometheus.expose(STABLE + 123_956, CANARY + 35, CANARY_FAILED + 2);
    Observation second = look(measurement);

    assertThat(second.baseline().errors()).isEqualTo(new Proportion(0, 500));
    assertThat(second.canary().errors()).isEqualTo(new Proportion(2, 27));
  }

  @Test
  void aProcessThatWasStartedAgainIsAnErrorOfOneLook() throws Exception {
    PrometheusMeasurement measurement = measurement();
    prometheus.expose(STABLE + 100, CANARY + 90);
    look(measurement);
    prometheus.expose(STABLE + 200, CANARY + 4);

    assertThatThrownBy(() -> look(measurement))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("canaryRequests: a counter fell from 90 to 4");
    prometheus.expose(STABLE + 300, CANARY + 9);
    assertThat(look(measurement).canary().requests()).isEqualTo(5);
  }

  @Test
  void bucketsOfAHistogramAreLatencies() throws Exception {
    texts.put(Counter.BASELINE_LATENCY, "http_seconds_bucket{version=\"stable\"}");
    texts.put(Counter.CANARY_LATENCY, "http_seconds_bucket{version=\"canary\"}");
    PrometheusMeasurement measurement = measurement();
    prometheus.expose(
        STABLE + 9, CANARY + 9, histogram("stable", 9, 9, 9), histogram("canary", 1, 5, 9));
    measurement.tryOut(new Cancellation());
    look(measurement);
    prometheus.expose(
        STABLE + 9, CANARY + 19, histogram("stable", 9, 9, 9), histogram("canary", 4, 14, 19));

    assertThat(look(measurement).canary().latencies().bins())
        .containsExactly(
            new Bin(0, 0.25, 3), new Bin(0.25, 1, 6), new Bin(1, Double.POSITIVE_INFINITY, 1));
  }

  private static String histogram(String version, int... counts) {
    String[] bounds = {"0.25", "1.0", "+Inf"};
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bounds.length; i++) {
      text.append("http_seconds_bucket{version=\"").append(version);
      text.append("\",le=\"").append(bounds[i]).append("\"} ").append(counts[i]).append('\n');
    }
    return text.toString();
  }

  @Test
  void aNewVersionThatDoesNotRunYetIsNoObstacleToBegin() throws Exception {
    prometheus.expose(STABLE + 100);
    measurement().tryOut(new Cancellation());

    assertThatThrownBy(() -> look(measurement()))
        .hasMessageContaining("canaryRequests: the query gives nothing");
  }

  @Test
  void everyQueryThatCannotBeRightIsNamedBeforeTheBeginning() throws Exception {
    prometheus.expose(STABLE + 100, CANARY + 1, "load 0.5");
    texts.put(Counter.BASELINE_REQUESTS, "http_requests_total{version=\"sta");
    texts.put(Counter.BASELINE_ERRORS, "http_errors_total");
    texts.put(Counter.CANARY_REQUESTS, "http_requests_total[1m]");
    texts.put(Counter.CANARY_ERRORS, "load");

    assertThatThrownBy(() -> measurement().tryOut(new Cancellation()))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("baselineRequests: Prometheus answers with status 400, bad_data")
        .hasMessageContaining("baselineErrors: the query gives nothing")
        .hasMessageContaining("canaryRequests: the query gives a matrix, expected counters")
        .hasMessageContaining("canaryErrors: the query gives 0.5");
  }

  @Test
  void aServiceThatIsGoneIsNotAServiceWithoutErrors() throws Exception {
    PrometheusMeasurement measurement = measurement();
    prometheus.expose(STABLE + 100, CANARY + 90);
    look(measurement);
    prometheus.stopService();

    assertThatThrownBy(() -> look(measurement))
        .hasMessageContaining("baselineRequests: the query gives nothing")
        .hasMessageContaining("canaryRequests: the query gives nothing");
  }
}
