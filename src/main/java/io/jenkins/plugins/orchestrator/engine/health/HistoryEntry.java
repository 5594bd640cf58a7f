package io.jenkins.plugins.orchestrator.engine.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is kept of a run for the next ones.
 *
 * @param time of the run, by the clock of the machine that began it
 * @param run its name
 * @param subject what was measured: a database by its server and name, a machine by its name; what
 *     is known of another subject is not compared
 * @param epoch differs when the server's counters began again
 * @param values numbers of checks, by check and object
 * @param counters cumulative ones of the server, in the latest entry only
 * @param statements those of statements, in the latest entry only
 */
public record HistoryEntry(
    Instant time,
    String run,
    String subject,
    String epoch,
    Map<String, Double> values,
    Map<String, Double> counters,
    Map<String, StatementCounters> statements) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STATEMENT_NUMBERS = 4;

  public HistoryEntry {
    values = new TreeMap<>(values);
    counters = new TreeMap<>(counters);
    statements = new TreeMap<>(statements);
  }

  /** What later runs than the next one need of it: the numbers whose way is followed. */
  HistoryEntry past() {
    Map<String, Double> followed = new TreeMap<>(values);
    followed.keySet().removeIf(key -> !Trends.isFollowed(key));
    return new HistoryEntry(time, run, subject, "", followed, Map.of(), Map.of());
  }

  /** A line of JSON, without its end. */
  public String line() {
    ObjectNode node = JSON.createObjectNode();
    node.put("time", time.toString()).put("run", run);
    node.put("subject", subject).put("epoch", epoch);
    ObjectNode numbers = node.putObject("values");
    values.forEach(numbers::put);
    if (!counters.isEmpty()) {
      ObjectNode counted = node.putObject("counters");
      counters.forEach(counted::put);
    }
    if (!statements.isEmpty()) {
      ObjectNode all = node.putObject("statements");
      statements.forEach(
          (id, each) ->
              all.putArray(id)
                  .add(each.calls())
                  .add(each.mean())
                  .add(each.deviation())
                  .add(each.most()));
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of numbers and texts is JSON", e);
    }
  }

  /** Reads what {@link #line} wrote; empty when it is damaged. */
  public static Optional<HistoryEntry> parse(String line) {
    try {
      JsonNode node = JSON.readTree(line);
      if (node == null || !node.isObject()) {
        return Optional.empty();
      }
      Map<String, StatementCounters> statements = new TreeMap<>();
      for (var field : node.path("statements").properties()) {
        if (field.getValue() instanceof ArrayNode each && each.size() == STATEMENT_NUMBERS) {
          statements.put(
              field.getKey(),
              new StatementCounters(
                  each.get(0).asLong(),
                  each.get(1).asDouble(),
                  each.get(2).asDouble(),
                  each.get(3).asDouble()));
        }
      }
      return Optional.of(
          new HistoryEntry(
              Instant.parse(node.path("time").asText()),
              node.path("run").asText(),
              node.path("subject").asText(),
              node.path("epoch").asText(),
              numbers(node.path("values")),
              numbers(node.path("counters")),
              statements));
    } catch (JsonProcessingException | DateTimeException e) {
      // Half a line of a disk that was full: the others still count.
      return Optional.empty();
    }
  }

  private static Map<String, Double> numbers(JsonNode node) {
    Map<String, Double> numbers = new TreeMap<>();
    for (var field : node.properties()) {
      double value = field.getValue().asDouble(Double.NaN);
      if (Double.isFinite(value)) {
        numbers.put(field.getKey(), value);
      }
    }
    return numbers;
  }
}
