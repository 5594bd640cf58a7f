package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.orchestrator.engine.config.HttpAccess;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import io.jenkins.plugins.orchestrator.engine.run.Cancellation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Observation;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.Query;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.LatencyDistribution.Bin;
import io.jenkins.plugins.orchestrator.engine.validate.statistics.Proportion;
import io.jenkins.plugins.orchestrator.testing.CountingPrometheus;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counters of a server tell from look to look, and what they do not. */
class PrometheusMeasurementTest {
  private static final String POD_A = "\"pod\":\"a\"";
  private static final String POD_B = "\"pod\":\"b\"";

  private final CountingPrometheus prometheus = new CountingPrometheus();
  private final PrometheusMeasurement measurement = measurement(false);

  PrometheusMeasurementTest() throws IOException {
    // Each side has served long before.
    for (String side : new String[] {"baseline", "canary"}) {
      prometheus.set(side + "Requests", POD_A, 1000);
      prometheus.set(side + "Errors", POD_A, 900);
    }
  }

  @AfterEach
  void stop() {
    prometheus.close();
  }

  /** Every query is called as its parameter. */
  private GateQueries queries(boolean latencies) {
    return new GateQueries(
        prometheus.url(),
        Arrays.stream(Counter.values())
            .filter(counter -> latencies || !counter.isBuckets())
            .collect(Collectors.toMap(counter -> counter, Counter::parameter)));
  }

  private PrometheusMeasurement measurement(boolean latencies) {
    return new PrometheusMeasurement(
        queries(latencies), (mayLack, cancellation) -> read(queries(latencies), Map.of(), mayLack));
  }

  private static CounterReading read(
      GateQueries queries, Map<String, Secret> headers, Set<Counter> mayLack)
      throws MeasurementException {
    try {
      return CounterReader.read(
          queries, new HttpAccess(headers, null, null), Duration.ofSeconds(10), mayLack);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Observation look(PrometheusMeasurement by) throws MeasurementException {
    return by.observe(Duration.ofMillis(5), new Cancellation());
  }

  private Observation look() throws MeasurementException {
    return look(measurement);
  }

  private static String sample(String value) {
    return CountingPrometheus.success("{\"metric\":{},\"value\":" + value + "}", "");
  }

  @Test
  void anOldVersionWithoutCountersIsFoundBeforeAnyTrafficIsMoved() {
    prometheus.remove("baselineRequests", POD_A);
    prometheus.answerInstead("baselineErrors", sample("[1,\"0.5\"]"));

    assertThatThrownBy(() -> measurement.tryOut(new Cancellation()))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("baselineRequests: the query gives nothing")
        .hasMessageContaining("baselineErrors: the query gives 0.5");
  }

  @Test
  void aNewVersionThatDoesNotRunYetNeedsNoCounters() throws Exception {
    prometheus.remove("canaryRequests", POD_A);
    prometheus.remove("canaryErrors", POD_A);

    measurement.tryOut(new Cancellation());
    assertThatThrownBy(this::look).hasMessageContaining("canaryRequests: the query gives nothing");
  }

  @Test
  void aWrongQueryOfTheNewVersionIsFoundBeforeAnyTrafficIsMoved() {
    prometheus.answerInstead("canaryErrors", sample("[1,\"0.5\"]"));

    assertThatThrownBy(() -> measurement.tryOut(new Cancellation()))
        .hasMessageContaining("canaryErrors: the query gives 0.5");
  }

  @Test
  void countsWhatHappenedSinceTheLookBeforeAndNothingBeforeTheFirst() throws Exception {
    assertThat(look().canary().errors()).isEqualTo(new Proportion(0, 0));
    prometheus.set("canaryRequests", POD_A, 1200);
    prometheus.set("canaryErrors", POD_A, 903);
    prometheus.set("baselineRequests", POD_A, 5000);
    Observation second = look();

    assertThat(second.canary().errors()).isEqualTo(new Proportion(3, 200));
    assertThat(second.baseline().errors()).isEqualTo(new Proportion(0, 4000));
    assertThat(second.queries())
        .contains(new Query("canaryRequests: canaryRequests", "+200 in 1 series"));
    assertThat(look().canary().requests()).isZero();
  }

  @Test
  void aProcessThatBeganMeanwhileBeganAtZero() throws Exception {
    look();
    prometheus.set("canaryRequests", POD_B, 50);
    Observation second = look();

    assertThat(second.canary().requests()).isEqualTo(50);
    assertThat(second.queries())
        .extracting(Query::answer)
        .contains("+50 in 2 series, 1 of them new, from 0");
  }

  @Test
  void aProcessThatWasAwayGoesOnWhereItWas() throws Exception {
    prometheus.set("canaryRequests", POD_B, 700);
    look();
    prometheus.remove("canaryRequests", POD_B);
    assertThat(look().canary().requests()).isZero();
    prometheus.set("canaryRequests", POD_B, 720);

    assertThat(look().canary().requests()).isEqualTo(20);
  }

  @Test
  void aResetOfOneProcessIsAnErrorAlsoWhenTheSumGrows() throws Exception {
    prometheus.set("canaryRequests", POD_B, 700);
    look();
    prometheus.set("canaryRequests", POD_A, 9000);
    prometheus.set("canaryRequests", POD_B, 3);
    assertThatThrownBy(this::look)
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("canaryRequests: a counter fell from 700 to 3, {pod=b}");
    prometheus.set("canaryRequests", POD_B, 13);

    assertThat(look().canary().requests()).as("goes on from there").isEqualTo(10);
  }

  @Test
  void whatALookCouldNotReadIsInTheNextOne() throws Exception {
    look();
    prometheus.set("canaryRequests", POD_A, 1100);
    prometheus.answerInstead("canaryErrors", CountingPrometheus.success("", ""));
    assertThatThrownBy(this::look).hasMessageContaining("canaryErrors: the query gives nothing");
    prometheus.answerInstead("canaryErrors", null);
    prometheus.set("canaryRequests", POD_A, 1150);

    assertThat(look().canary().requests()).isEqualTo(150);
  }

  @Test
  void aPhaseDoesNotCountWhatWasBefore() throws Exception {
    look();
    prometheus.set("canaryRequests", POD_A, 1100);
    measurement.begin();

    assertThat(look().canary().requests()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[NOW, \"NaN\"]   | the query gives NaN",
        "[NOW, \"+Inf\"]  | the query gives +Inf",
        "[NOW, \"-1\"]    | the query gives -1",
        "[NOW, \"0.25\"]  | the query gives 0.25 for {}, expected a counter: a whole number",
        "[NOW, \"many\"]  | the query gives many",
        "[NOW]            | the query gives no counter but",
        "[1000, \"7\"]    | the answer is stale",
      })
  void whatIsNoCounterOfNowIsAnError(String value, String expected) {
    prometheus.answerInstead("baselineErrors", sample(value));

    assertThatThrownBy(this::look)
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("baselineErrors: " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}"
            + " | status 404, bad_data: parse error",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[NOW,\"1\"]}}"
            + " | the query gives a scalar",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"
            + " | append 'or vector(0)'",
        "<html>sign in</html> | status 200",
      })
  void anAnswerOfAnotherKindIsAnError(String answer, String expected) {
    prometheus.answerInstead("canaryRequests", answer);

    assertThatThrownBy(this::look)
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("canaryRequests: ")
        .hasMessageContaining(expected);
  }

  @Test
  void aWarningIsAnErrorAsAPartMayBeMissing() {
    prometheus.answerInstead(
        "canaryErrors",
        CountingPrometheus.success(
            "{\"metric\":{},\"value\":[NOW,\"0\"]}", ",\"warnings\":[\"store-2 unavailable\"]"));

    assertThatThrownBy(this::look).hasMessageContaining("warns").hasMessageContaining("store-2");
  }

  @Test
  void anAnswerFromACacheIsAnError() throws Exception {
    String cached = sample("[" + System.currentTimeMillis() / 1000.0 + ",\"7\"]");
    prometheus.answerInstead("baselineErrors", cached);

    assertThatThrownBy(this::look).hasMessageContaining("from a cache");
  }

  @Test
  void moreErrorsThanRequestsAreAnError() throws Exception {
    look();
    prometheus.set("canaryErrors", POD_A, 905);

    assertThatThrownBy(this::look).hasMessageContaining("canaryErrors: 5 errors in 0 requests");
  }

  @Test
  void allThatIsWrongIsNamedAtOnce() {
    prometheus.answerInstead("canaryErrors", CountingPrometheus.success("", ""));
    prometheus.answerInstead("baselineErrors", sample("[NOW,\"NaN\"]"));

    assertThatThrownBy(this::look)
        .hasMessageContaining("baselineErrors: ")
        .hasMessageContaining("canaryErrors: ");
  }

  @Test
  void aServerThatIsNotThereIsAnError() {
    prometheus.close();

    assertThatThrownBy(this::look)
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("canaryRequests: Prometheus ");
  }

  @Test
  void aCancelledLookEndsAtOnce() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel("enough");

    assertThatThrownBy(() -> measurement.observe(Duration.ofMinutes(10), cancellation))
        .hasMessage("broken off");
  }

  // ---- Latencies

  private void buckets(String side, String pod, int... counts) {
    String[] bounds = {"0.1", "0.5", "+Inf"};
    for (int i = 0; i < counts.length; i++) {
      prometheus.set(side + "Latency", "\"le\":\"" + bounds[i] + "\"," + pod, counts[i]);
    }
  }

  @Test
  void latenciesAreAddedUpOverAllProcessesRangeByRange() throws Exception {
    buckets("baseline", POD_A, 10, 20, 30);
    buckets("canary", POD_A, 10, 20, 30);
    PrometheusMeasurement both = measurement(true);
    look(both);
    buckets("canary", POD_A, 14, 25, 36);
    buckets("canary", POD_B, 1, 1, 1);
    Observation second = look(both);

    assertThat(second.baseline().latencies().count()).isZero();
    assertThat(second.canary().latencies().bins())
        .containsExactly(
            new Bin(0, 0.1, 5), new Bin(0.1, 0.5, 1), new Bin(0.5, Double.POSITIVE_INFINITY, 1));
  }

  @Test
  void histogramsWithOtherRangesAreAnError() {
    buckets("baseline", POD_A, 10, 20, 30);
    buckets("canary", POD_A, 10, 20, 30);
    prometheus.set("canaryLatency", "\"le\":\"0.25\"," + POD_A, 15);

    assertThatThrownBy(() -> look(measurement(true)))
        .isInstanceOf(MeasurementException.class)
        .hasMessageContaining("canaryLatency: the histogram has the ranges [0.1, 0.25, 0.5")
        .hasMessageContaining("expected [0.1, 0.5, Infinity]");
  }

  @Test
  void aHistogramThatIsNotWholeIsAnError() {
    buckets("baseline", POD_A, 10, 20, 30);
    buckets("canary", POD_A, 10, 20);

    assertThatThrownBy(() -> look(measurement(true)))
        .hasMessageContaining("canaryLatency: no bucket has le=\"+Inf\"");
  }

  @Test
  void seriesWithoutALimitAreNoHistogram() {
    buckets("baseline", POD_A, 10, 20, 30);
    prometheus.set("canaryLatency", POD_A, 3);

    assertThatThrownBy(() -> look(measurement(true)))
        .hasMessageContaining("canaryLatency: the query gives a series without the label le");
  }

  // ---- Secrets

  @Test
  void theServerGetsTheTokenAndNoMessageHasIt() {
    prometheus.answerInstead(
        "canaryErrors",
        "{\"status\":\"error\",\"errorType\":\"bad\",\"error\":\"not s3cret-token-of-ours\"}");

    assertThatThrownBy(
            () ->
                read(
                    queries(false),
                    Map.of("Authorization", Secret.of("Bearer s3cret-token-of-ours")),
                    Set.of()))
        .hasMessageContaining("bad: not ***")
        .hasMessageNotContaining("s3cret");
    assertThat(prometheus.authorizations()).hasSize(4).containsOnly("Bearer s3cret-token-of-ours");
  }
}
