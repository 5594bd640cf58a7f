package io.jenkins.plugins.orchestrator.engine.validate.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.orchestrator.engine.config.JsonPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values that a {@link JsonPath} names in a document. */
public final class JsonSelection {
  private JsonSelection() {}

  /** In the document's order; none where there is nothing. */
  public static List<JsonNode> of(JsonNode document, JsonPath path) {
    List<JsonNode> nodes = List.of(document);
    for (JsonPath.Step step : path.steps()) {
      List<JsonNode> next = new ArrayList<>();
      for (JsonNode node : nodes) {
        if (step instanceof JsonPath.All) {
          node.forEach(next::add);
        } else {
          JsonNode child = child(node, step);
          if (child != null) {
            next.add(child);
          }
        }
      }
      nodes = next;
    }
    return nodes;
  }

  private static @Nullable JsonNode child(JsonNode node, JsonPath.Step step) {
    if (step instanceof JsonPath.Member member) {
      return node.isObject() ? node.get(member.name()) : null;
    }
    if (step instanceof JsonPath.Element element && node.isArray()) {
      int index = element.index() < 0 ? node.size() + element.index() : element.index();
      return index < 0 ? null : node.get(index);
    }
    return null;
  }
}
