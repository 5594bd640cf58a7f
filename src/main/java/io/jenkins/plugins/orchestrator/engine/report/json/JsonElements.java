package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/** Reads the lists that can be long element by element, and everything else as a tree. */
final class JsonElements {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonParser parser;

  private JsonElements(JsonParser parser) {
    this.parser = parser;
  }

  /** Makes a report out of a file. */
  interface Report<T> {
    T read(JsonElements json) throws IOException;
  }

  /** Reads a member by itself; the parser stands at its value. */
  interface Member {
    /** False when it is left to be read as a tree. */
    boolean read(String name) throws IOException;
  }

  /** Reads an element; the parser stands at its start, and at its end afterwards. */
  interface Element {
    void read(String place) throws IOException;
  }

  static <T> T read(InputStream in, Report<T> report) throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw JsonFields.wrong("the file", null, "an object");
      }
      return report.read(new JsonElements(parser));
    }
  }

  /** The object at whose start the parser stands; an empty list for each member read otherwise. */
  ObjectNode members(Member member) throws IOException {
    ObjectNode rest = MAPPER.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (member.read(name)) {
        rest.putArray(name);
      } else {
        JsonNode value = MAPPER.readTree(parser);
        // At once: what follows may be of another form.
        if (name.equals("schema_version")) {
          checkVersion(value);
        }
        rest.set(name, value);
      }
    }
    return rest;
  }

  /** Passes over a value; always true. */
  boolean skip() throws IOException {
    parser.skipChildren();
    return true;
  }

  /** Reads the elements of the list at which the parser stands; always true. */
  boolean elements(String place, Element element) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw JsonFields.wrong(place, MAPPER.readTree(parser), "an array");
    }
    for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
      String at = place + "[" + i + "]";
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw JsonFields.wrong(at, MAPPER.readTree(parser), "an object");
      }
      element.read(at);
    }
    return true;
  }

  /** The whole object at whose start the parser stands. */
  JsonFields tree(String place) throws IOException {
    return new JsonFields(MAPPER.readTree(parser), place);
  }

  static void checkVersion(JsonNode version) throws IOException {
    if (!version.isInt() || version.intValue() != JsonReport.SCHEMA_VERSION) {
      throw JsonFields.wrong(
          "schema_version",
          version.isMissingNode() ? null : version,
          JsonReport.SCHEMA_VERSION + " (a report of a newer version needs a newer program)");
    }
  }
}
