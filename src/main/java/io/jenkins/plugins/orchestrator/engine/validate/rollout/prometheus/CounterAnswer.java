package io.jenkins.plugins.orchestrator.engine.validate.rollout.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import io.jenkins.plugins.orchestrator.engine.validate.prometheus.PrometheusEnvelope;
import io.jenkins.plugins.orchestrator.engine.validate.rollout.gate.MeasurementException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a Prometheus server said, in the format of its HTTP API (v1, {@code query}), read as
 * counters. Whatever is not surely a counter is nothing that could be measured.
 *
 * @param at for which moment it answered, in seconds since 1970; infinite when it has no series
 * @param counts of every series
 */
record CounterAnswer(double at, Map<Series, Long> counts) {
  /** Beyond this a double no longer counts one by one. */
  private static final double MOST = 9e15;

  private static final int LONGEST_LABELS = 4000;
  private static final int LONGEST_SHOWN = 200;
  private static final String LE = "le";

  /**
   * Reads an answer.
   *
   * @param now when it was asked for
   * @param redact takes secrets out of a text
   * @throws MeasurementException when it holds no counters, with why
   */
  static CounterAnswer of(Counter counter, Result result, Instant now, UnaryOperator<String> redact)
      throws MeasurementException {
    JsonNode data = data(result, redact);
    String type = data.path("resultType").asText();
    if (!type.equals("vector")) {
      throw new MeasurementException(
          "the query gives a " + type + ", expected counters, one series for each process");
    }
    JsonNode series = data.path("result");
    if (series.size() > CounterReading.MOST_SERIES) {
      throw new MeasurementException(
          "the query gives "
              + series.size()
              + " series, expected at most "
              + CounterReading.MOST_SERIES
              + ": aggregate them, to one for each process at most");
    }
    double at = Double.POSITIVE_INFINITY;
    Map<Series, Long> counts = new HashMap<>();
    for (JsonNode each : series) {
      JsonNode value = each.path("value");
      if (value.size() != 2) {
        throw new MeasurementException(
            each.has("histogram")
                ? "the query gives a native histogram, expected counters"
                : "the query gives no counter but " + shown(each));
      }
      at = Math.min(at, value.get(0).asDouble());
      Series name = series(counter, each.path("metric"));
      if (counts.put(name, count(value.get(1).asText(), name)) != null) {
        throw new MeasurementException("the query gives two series " + shown(name));
      }
    }
    double age = now.toEpochMilli() / 1000.0 - at;
    if (!counts.isEmpty() && !(Math.abs(age) <= PrometheusEnvelope.STALE.toSeconds())) {
      throw new MeasurementException(
          "the answer is stale: "
              + Math.round(age)
              + " s away from now, expected at most "
              + PrometheusEnvelope.STALE.toSeconds());
    }
    return new CounterAnswer(at, counts);
  }

  private static JsonNode data(Result result, UnaryOperator<String> redact)
      throws MeasurementException {
    if (result instanceof Result.NoAnswer none) {
      throw new MeasurementException("Prometheus " + none.message());
    }
    PrometheusEnvelope envelope = PrometheusEnvelope.of((Result.Answer) result, redact);
    if (envelope.problem() != null) {
      throw new MeasurementException("Prometheus answers with " + envelope.problem());
    }
    if (!envelope.warnings().isEmpty()) {
      throw new MeasurementException(
          "Prometheus warns, so that a part may be missing: "
              + String.join("; ", envelope.warnings()));
    }
    return envelope.data();
  }

  private static Series series(Counter counter, JsonNode metric) throws MeasurementException {
    Map<String, String> labels = new TreeMap<>();
    metric.properties().forEach(each -> labels.put(each.getKey(), each.getValue().asText()));
    String le = counter.isBuckets() ? labels.remove(LE) : null;
    String text = labels.toString();
    if (text.length() > LONGEST_LABELS) {
      throw new MeasurementException(
          "a series has labels of " + text.length() + " characters: " + shown(text));
    }
    if (!counter.isBuckets()) {
      return new Series(text, Double.POSITIVE_INFINITY);
    }
    if (le == null) {
      throw new MeasurementException(
          "the query gives a series without the label le, expected buckets of a histogram: "
              + shown(text));
    }
    return new Series(text, bound(le));
  }

  private static double bound(String le) throws MeasurementException {
    if (le.equals("+Inf")) {
      return Double.POSITIVE_INFINITY;
    }
    try {
      double bound = Double.parseDouble(le);
      if (Double.isFinite(bound)) {
        return bound;
      }
    } catch (NumberFormatException e) {
      throw noBound(le);
    }
    throw noBound(le);
  }

  private static MeasurementException noBound(String le) {
    return new MeasurementException(
        "the label le is '" + shown(le) + "', expected seconds, or +Inf");
  }

  private static long count(String text, Series name) throws MeasurementException {
    double value;
    try {
      value = text.equals("+Inf") || text.equals("-Inf") ? Double.NaN : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value >= 0 && value <= MOST) || value != Math.rint(value)) {
      throw new MeasurementException(
          "the query gives "
              + shown(text)
              + " for "
              + shown(name)
              + ", expected a counter: a whole number, without rate() or increase()");
    }
    return (long) value;
  }

  private static String shown(Object text) {
    String all = text.toString();
    return all.length() > LONGEST_SHOWN ? all.substring(0, LONGEST_SHOWN) + "…" : all;
  }
}
