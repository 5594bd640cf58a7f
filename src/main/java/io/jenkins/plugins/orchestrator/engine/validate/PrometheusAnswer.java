package io.jenkins.plugins.orchestrator.engine.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import io.jenkins.plugins.orchestrator.engine.validate.prometheus.PrometheusEnvelope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a Prometheus server said, in the format of its HTTP API (v1, {@code query} and {@code
 * query_range}).
 *
 * @param points in their order; none when nothing is known
 * @param problem why nothing is known; null when something is
 * @param warnings of the server, by which the answer may be a part of the truth
 */
record PrometheusAnswer(List<Double> points, @Nullable String problem, List<String> warnings) {
  private static final int LONGEST = 4000;

  PrometheusAnswer {
    points = List.copyOf(points);
    warnings = List.copyOf(warnings);
  }

  private static PrometheusAnswer unknown(String problem, List<String> warnings) {
    return new PrometheusAnswer(List.of(), problem, warnings);
  }

  /**
   * Reads an answer.
   *
   * @param now when it was asked for
   * @param oldest how old the newest point may be
   * @param redact takes secrets out of a text
   */
  static PrometheusAnswer of(
      Result result, Instant now, Duration oldest, UnaryOperator<String> redact) {
    if (result instanceof Result.NoAnswer none) {
      return unknown("Prometheus: " + none.message(), List.of());
    }
    PrometheusEnvelope envelope = PrometheusEnvelope.of((Result.Answer) result, redact);
    if (envelope.problem() != null) {
      return unknown("Prometheus: " + envelope.problem(), envelope.warnings());
    }
    try {
      return new PrometheusAnswer(points(envelope.data(), now, oldest), null, envelope.warnings());
    } catch (IOException e) {
      return unknown(String.valueOf(e.getMessage()), envelope.warnings());
    }
  }

  private static List<Double> points(JsonNode data, Instant now, Duration oldest)
      throws IOException {
    JsonNode result = data.path("result");
    String type = data.path("resultType").asText();
    Iterable<JsonNode> samples =
        switch (type) {
          case "scalar" -> List.of(result);
          case "vector" -> List.of(only(result).path("value"));
          case "matrix" -> only(result).path("values");
          default -> throw new IOException("the query gives a " + type + "; expected numbers");
        };
    List<Double> points = new ArrayList<>();
    double newest = Double.NEGATIVE_INFINITY;
    for (JsonNode sample : samples) {
      if (!sample.isArray() || sample.size() != 2) {
        throw new IOException("the query gives no number but " + excerpt(sample));
      }
      newest = Math.max(newest, sample.get(0).asDouble());
      points.add(number(sample.get(1).asText()));
    }
    if (points.isEmpty()) {
      throw new IOException("the query gives no points");
    }
    double age = now.toEpochMilli() / 1000.0 - newest;
    // Also where the server's time is no number.
    if (!(Math.abs(age) <= oldest.toSeconds())) {
      throw new IOException(
          "the newest point is stale: "
              + Math.round(age)
              + " s away from now, expected at most "
              + oldest.toSeconds());
    }
    return points;
  }

  private static JsonNode only(JsonNode series) throws IOException {
    if (series.size() == 0) {
      throw new IOException("the query gives nothing: no series has its labels, or none now");
    }
    if (series.size() > 1) {
      throw new IOException(
          "the query gives " + series.size() + " series; expected one: aggregate it, as by sum()");
    }
    if (series.get(0).has("histogram") || series.get(0).has("histograms")) {
      throw new IOException("the query gives a histogram; expected a number");
    }
    return series.get(0);
  }

  private static double number(String text) throws IOException {
    return switch (text) {
      case "NaN" ->
          throw new IOException("the query gives NaN: most likely there were no requests");
      case "+Inf", "-Inf", "Inf" -> throw new IOException("the query gives " + text);
      default -> {
        try {
          double value = Double.parseDouble(text);
          if (!Double.isFinite(value)) {
            throw new IOException("the query gives no number but " + excerpt(text));
          }
          yield value;
        } catch (NumberFormatException e) {
          throw new IOException("the query gives no number but " + excerpt(text), e);
        }
      }
    };
  }

  private static String excerpt(Object text) {
    String all = text.toString();
    return all.length() > LONGEST ? all.substring(0, LONGEST) : all;
  }
}
