package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one JSON object and names the place of what is wrong with them. A report may
 * come from another version or another hand: nothing in it is believed.
 */
final class JsonFields {
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE, 9);

  private final JsonNode node;
  private final String path;

  JsonFields(JsonNode node, String path) throws IOException {
    this.node = node;
    this.path = path;
    if (!node.isObject()) {
      throw wrong(path.isEmpty() ? "the file" : path, node, "an object");
    }
  }

  /** Makes something out of an object. */
  interface Reader<T> {
    T read(JsonFields fields) throws IOException;
  }

  String text(String name) throws IOException {
    return required(name, "a string").textValue();
  }

  @Nullable String textOrNull(String name) throws IOException {
    return isNull(name) ? null : text(name);
  }

  boolean flag(String name) throws IOException {
    return required(name, "true or false").booleanValue();
  }

  int integer(String name) throws IOException {
    JsonNode value = required(name, "an integer");
    if (!value.canConvertToInt()) {
      throw wrong(place(name), value, "an integer of at most 32 bits");
    }
    return value.intValue();
  }

  long whole(String name) throws IOException {
    JsonNode value = required(name, "an integer");
    if (!value.canConvertToLong()) {
      throw wrong(place(name), value, "an integer of at most 64 bits");
    }
    return value.longValue();
  }

  @Nullable Integer integerOrNull(String name) throws IOException {
    return isNull(name) ? null : integer(name);
  }

  @Nullable Long wholeOrNull(String name) throws IOException {
    return isNull(name) ? null : whole(name);
  }

  Duration seconds(String name) throws IOException {
    JsonNode value = required(name, "a number of seconds");
    BigDecimal seconds = value.decimalValue();
    // The scale first: comparing 1e999999999 would write it out.
    boolean absurd = seconds.scale() < -18 || seconds.scale() > 1_000;
    if (absurd || seconds.signum() < 0 || seconds.compareTo(LONGEST) > 0) {
      throw wrong(place(name), value, "a number of seconds from 0 to " + LONGEST);
    }
    return Duration.ofNanos(
        seconds.movePointRight(9).setScale(0, RoundingMode.HALF_UP).longValueExact());
  }

  @Nullable Duration secondsOrNull(String name) throws IOException {
    return isNull(name) ? null : seconds(name);
  }

  Instant instant(String name) throws IOException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw wrong(place(name), node.get(name), "a time such as 2026-01-31T03:00:00Z");
    }
  }

  <E extends Enum<E>> E token(String name, Class<E> type) throws IOException {
    String token = text(name);
    E[] constants = Objects.requireNonNull(type.getEnumConstants());
    for (E constant : constants) {
      if (token.equals(constant.name().toLowerCase(Locale.ROOT))) {
        return constant;
      }
    }
    String expected =
        Arrays.stream(constants)
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", ", "one of ", ""));
    throw wrong(place(name), node.get(name), expected);
  }

  <T> T object(String name, Reader<T> reader) throws IOException {
    return reader.read(new JsonFields(required(name, "an object"), place(name)));
  }

  <T> @Nullable T objectOrNull(String name, Reader<T> reader) throws IOException {
    return isNull(name) ? null : object(name, reader);
  }

  <T> List<T> list(String name, Reader<T> reader) throws IOException {
    JsonNode array = required(name, "an array");
    List<T> result = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      result.add(reader.read(new JsonFields(array.get(i), place(name) + "[" + i + "]")));
    }
    return List.copyOf(result);
  }

  List<String> texts(String name) throws IOException {
    return texts(required(name, "an array"), place(name));
  }

  /** Lists of so many strings each. */
  List<List<String>> rows(String name, int width) throws IOException {
    JsonNode array = required(name, "an array");
    List<List<String>> rows = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      JsonNode row = array.get(i);
      String at = place(name) + "[" + i + "]";
      if (!row.isArray() || row.size() != width) {
        throw wrong(at, row, "an array of " + width + " strings");
      }
      rows.add(texts(row, at));
    }
    return List.copyOf(rows);
  }

  private static List<String> texts(JsonNode array, String place) throws IOException {
    List<String> result = new ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw wrong(place, element, "strings");
      }
      result.add(element.textValue());
    }
    return List.copyOf(result);
  }

  /** What is wrong with a report, and where. */
  static IOException wrong(String place, @Nullable JsonNode found, String expected) {
    String shown = found == null ? "nothing" : found.toString();
    return new IOException(
        "not a report of schema version "
            + JsonReport.SCHEMA_VERSION
            + ": "
            + place
            + ": found "
            + (shown.length() > 80 ? shown.substring(0, 80) + "…" : shown)
            + ", expected "
            + expected);
  }

  private boolean isNull(String name) throws IOException {
    JsonNode value = node.get(name);
    if (value == null) {
      throw wrong(place(name), null, "a value or null");
    }
    return value.isNull();
  }

  private JsonNode required(String name, String expected) throws IOException {
    JsonNode value = node.get(name);
    boolean right =
        value != null
            && switch (expected) {
              case "a string" -> value.isTextual();
              case "true or false" -> value.isBoolean();
              case "an integer" -> value.isIntegralNumber();
              case "a number of seconds" -> value.isNumber();
              case "an object" -> value.isObject();
              default -> value.isArray();
            };
    if (!right) {
      throw wrong(place(name), value, expected);
    }
    return value;
  }

  private String place(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
