package io.jenkins.plugins.orchestrator.engine.validate.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.orchestrator.engine.validate.http.BodyConditions;
import io.jenkins.plugins.orchestrator.engine.validate.http.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What stands around the data of an answer, whatever was asked.
 *
 * @param data the result and its type; missing when there is a problem
 * @param problem why there is none, beginning with the answer's status; null when there is one
 * @param warnings of the server, by which the data may be a part of the truth; the first few
 */
public record PrometheusEnvelope(JsonNode data, @Nullable String problem, List<String> warnings) {
  /** A clock, or a cache, that is further away says nothing of now. */
  public static final Duration STALE = Duration.ofMinutes(5);

  private static final int MOST_WARNINGS = 5;

  public PrometheusEnvelope {
    warnings = List.copyOf(warnings);
  }

  /**
   * Opens an answer.
   *
   * @param redact takes secrets out of a text
   */
  public static PrometheusEnvelope of(Result.Answer answer, UnaryOperator<String> redact) {
    String status = "status " + answer.status() + ", ";
    JsonNode root;
    try {
      root = BodyConditions.json(answer, redact);
    } catch (IOException e) {
      return new PrometheusEnvelope(MissingNode.getInstance(), status + e.getMessage(), List.of());
    }
    List<String> warnings =
        StreamSupport.stream(root.path("warnings").spliterator(), false)
            .limit(MOST_WARNINGS)
            .map(JsonNode::asText)
            .toList();
    if (root.path("status").asText().equals("success")) {
      return new PrometheusEnvelope(root.path("data"), null, warnings);
    }
    String problem =
        status
            + root.path("errorType").asText("no result of a query")
            + ": "
            + root.path("error").asText(answer.excerpt(redact));
    return new PrometheusEnvelope(MissingNode.getInstance(), problem, warnings);
  }
}
