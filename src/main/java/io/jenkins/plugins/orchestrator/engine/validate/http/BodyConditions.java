package io.jenkins.plugins.orchestrator.engine.validate.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck.Condition;
import io.jenkins.plugins.orchestrator.engine.run.Deadline;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the body of an answer against conditions. */
public final class BodyConditions {
  /** For all patterns of a body and all values that they are held against. */
  static final Duration PATTERN_LIMIT = Duration.ofSeconds(1);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A version 1.10 is not 1.1.
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Result.Answer answer;
  private final Duration patternLimit;
  private final UnaryOperator<String> redact;
  private final Map<String, Pattern> patterns = new HashMap<>();
  private final Map<String, JsonNode> constants = new HashMap<>();
  private @Nullable Deadline patternsEnd;
  private @Nullable JsonNode document;

  private BodyConditions(
      Result.Answer answer, Duration patternLimit, UnaryOperator<String> redact) {
    this.answer = answer;
    this.redact = redact;
    this.patternLimit = patternLimit;
  }

  /**
   * What one condition came to.
   *
   * @param status PASSED, FAILED, or UNKNOWN where it could not be decided
   * @param expected in words
   * @param found in words
   */
  public record Judgement(Status status, String expected, String found) {}

  /**
   * All of them, each by itself.
   *
   * @param redact takes secrets out of a text
   */
  public static List<Judgement> judge(
      List<Condition> conditions, Result.Answer answer, UnaryOperator<String> redact) {
    BodyConditions body = new BodyConditions(answer, PATTERN_LIMIT, redact);
    return conditions.stream().map(body::judge).toList();
  }

  /**
   * The body as JSON.
   *
   * @param redact takes secrets out of a text
   * @throws IOException when it is none, with a message for people
   */
  public static JsonNode json(Result.Answer answer, UnaryOperator<String> redact)
      throws IOException {
    JsonNode node;
    try {
      node = JSON.readTree(answer.text());
    } catch (JsonProcessingException e) {
      throw new IOException("no JSON: " + answer.excerpt(redact), e);
    }
    if (node == null || node.isMissingNode()) {
      throw new IOException("an empty body");
    }
    return node;
  }

  private Judgement judge(Condition condition) {
    String expected = expected(condition);
    String encoding = answer.header("content-encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      return new Judgement(
          Status.UNKNOWN, expected, "a body in " + encoding + ", which nobody asked for");
    }
    try {
      return condition.json() == null
          ? judgeText(condition, expected)
          : judgeValues(condition, expected);
    } catch (BoundedPattern.TooSlowException e) {
      return new Judgement(
          Status.UNKNOWN,
          expected,
          "a text for which patterns take more than " + patternLimit.toMillis() + " ms");
    } catch (IOException e) {
      return new Judgement(Status.FAILED, expected, String.valueOf(e.getMessage()));
    }
  }

  private Judgement judgeText(Condition condition, String expected) {
    String problem = firstOf(length(condition, answer.size()), patterns(condition, answer.text()));
    return problem == null
        ? new Judgement(Status.PASSED, expected, answer.excerpt(redact))
        : new Judgement(Status.FAILED, expected, problem + ": " + answer.excerpt(redact));
  }

  private Judgement judgeValues(Condition condition, String expected) throws IOException {
    JsonNode root = document;
    if (root == null) {
      root = json(answer, redact);
      document = root;
    }
    List<JsonNode> values =
        JsonSelection.of(root, java.util.Objects.requireNonNull(condition.json()));
    if (values.isEmpty()) {
      return new Judgement(
          Status.FAILED,
          expected,
          "nothing at " + condition.json() + ": " + answer.excerpt(redact));
    }
    String first = null;
    int bad = 0;
    for (JsonNode value : values) {
      // Only the first is told: others may be hundreds of thousands.
      String problem = problem(condition, value, first == null ? this::show : any -> "");
      if (problem != null) {
        first = first == null ? problem : first;
        bad++;
      } else if (condition.any()) {
        return new Judgement(Status.PASSED, expected, show(value));
      }
    }
    if (first == null) {
      return new Judgement(
          Status.PASSED,
          expected,
          values.size() == 1 ? show(values.get(0)) : values.size() + " values");
    }
    String of = values.size() == 1 ? "" : bad + " of " + values.size() + " not: ";
    return new Judgement(Status.FAILED, expected, of + first);
  }

  private @Nullable String problem(
      Condition condition, JsonNode value, Function<JsonNode, String> show) {
    String equal = condition.equal();
    if (equal != null && !isEqual(value, equal)) {
      return show.apply(value);
    }
    String notEqual = condition.notEqual();
    if (notEqual != null && isEqual(value, notEqual)) {
      return show.apply(value);
    }
    if (condition.min() != null || condition.max() != null) {
      if (!value.isNumber()) {
        return show.apply(value) + ", which is no number";
      }
      BigDecimal number = value.decimalValue();
      if ((condition.min() != null && number.compareTo(condition.min()) < 0)
          || (condition.max() != null && number.compareTo(condition.max()) > 0)) {
        return show.apply(value);
      }
    }
    if (condition.minLength() != null || condition.maxLength() != null) {
      if (!value.isContainerNode() && !value.isTextual()) {
        return show.apply(value) + ", which has no length";
      }
      int length =
          value.isTextual()
              ? value.textValue().codePointCount(0, value.textValue().length())
              : value.size();
      String problem = length(condition, length);
      if (problem != null) {
        return problem;
      }
    }
    if (condition.matches() != null || condition.notMatches() != null) {
      String text = value.isTextual() ? value.textValue() : value.toString();
      String problem = patterns(condition, text);
      return problem == null ? null : problem + ": " + show.apply(value);
    }
    return null;
  }

  private boolean isEqual(JsonNode value, String json) {
    JsonNode expected = constants.computeIfAbsent(json, BodyConditions::constant);
    return (value.isNumber() && expected.isNumber())
        ? value.decimalValue().compareTo(expected.decimalValue()) == 0
        : value.equals(expected);
  }

  private static JsonNode constant(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a configuration holds JSON: " + json, e);
    }
  }

  private static @Nullable String length(Condition condition, int length) {
    boolean tooShort = condition.minLength() != null && length < condition.minLength();
    boolean tooLong = condition.maxLength() != null && length > condition.maxLength();
    return (tooShort || tooLong) ? "a length of " + length : null;
  }

  private @Nullable String patterns(Condition condition, String text) {
    if (condition.matches() != null && !isFound(condition.matches(), text)) {
      return "not found";
    }
    if (condition.notMatches() != null && isFound(condition.notMatches(), text)) {
      return "found";
    }
    return null;
  }

  private boolean isFound(String regex, String text) {
    Deadline end = patternsEnd;
    if (end == null) {
      end = Deadline.after(patternLimit);
      patternsEnd = end;
    }
    return new BoundedPattern(patterns.computeIfAbsent(regex, Pattern::compile), end)
        .isFoundIn(text);
  }

  private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  private String show(JsonNode value) {
    return Excerpts.of(value.toString(), redact);
  }

  /** Conditions in words. */
  public static List<String> describe(List<Condition> conditions) {
    return conditions.stream().map(BodyConditions::expected).toList();
  }

  /** The condition in words. */
  private static String expected(Condition condition) {
    List<String> parts = new ArrayList<>();
    add(parts, "= ", condition.equal());
    add(parts, "≠ ", condition.notEqual());
    add(parts, "≥ ", condition.min());
    add(parts, "≤ ", condition.max());
    add(parts, "matches ", condition.matches());
    add(parts, "does not match ", condition.notMatches());
    add(parts, "length ≥ ", condition.minLength());
    add(parts, "length ≤ ", condition.maxLength());
    String what = condition.json() == null ? "body" : condition.json().text();
    String all = parts.isEmpty() ? "is there" : String.join(" and ", parts);
    return (condition.any() ? "any " : "") + what + " " + all;
  }

  private static void add(List<String> parts, String word, @Nullable Object value) {
    if (value != null) {
      parts.add(word + value);
    }
  }
}
