package io.jenkins.plugins.orchestrator.engine.report.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.orchestrator.engine.report.EnvironmentReport;
import io.jenkins.plugins.orchestrator.engine.report.MigrationTestReport;
import io.jenkins.plugins.orchestrator.engine.report.ScriptReport;
import io.jenkins.plugins.orchestrator.engine.run.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a report. The two lists that can be long, environments and their scripts, are read element
 * by element; everything else is small and read as a tree, so that the order of keys is free.
 */
final class JsonReportReader {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final JsonParser parser;

  private JsonReportReader(JsonParser parser) {
    this.parser = parser;
  }

  static MigrationTestReport read(InputStream in) throws IOException {
    try (JsonParser parser = MAPPER.createParser(in)) {
      return new JsonReportReader(parser).report();
    }
  }

  private MigrationTestReport report() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw JsonFields.wrong("the file", null, "an object");
    }
    List<EnvironmentReport> environments = new ArrayList<>();
    ObjectNode rest = MAPPER.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "step_results" -> parser.skipChildren();
        case "environments" -> {
          rest.putArray(name);
          elements(name, place -> environments.add(environment(place)));
        }
        case "schema_version" -> {
          JsonNode version = MAPPER.readTree(parser);
          checkVersion(version);
          rest.set(name, version);
        }
        default -> rest.set(name, MAPPER.readTree(parser));
      }
    }
    checkVersion(rest.path("schema_version"));
    JsonFields fields = new JsonFields(rest, "");
    fields.list("environments", ignored -> ignored);
    return new MigrationTestReport(
        fields.text("run_id"),
        fields.text("configuration"),
        fields.instant("started_at"),
        fields.seconds("total_duration_seconds"),
        fields.seconds("sequential_equivalent_seconds"),
        fields.token("run_status", Status.class),
        List.copyOf(environments),
        fields.object("drift", JsonRecords::drift),
        fields.list("findings", JsonRecords::finding));
  }

  private EnvironmentReport environment(String place) throws IOException {
    List<ScriptReport> scripts = new ArrayList<>();
    ObjectNode rest = MAPPER.createObjectNode();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals("scripts")) {
        rest.putArray(name);
        elements(
            place + ".scripts",
            at -> scripts.add(JsonRecords.script(new JsonFields(MAPPER.readTree(parser), at))));
      } else {
        rest.set(name, MAPPER.readTree(parser));
      }
    }
    JsonFields fields = new JsonFields(rest, place);
    fields.list("scripts", ignored -> ignored);
    return JsonRecords.environment(fields, List.copyOf(scripts));
  }

  /** Reads an element; the parser stands at its start, and at its end afterwards. */
  private interface Element {
    void read(String place) throws IOException;
  }

  private void elements(String place, Element element) throws IOException {
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
  }

  private static void checkVersion(JsonNode version) throws IOException {
    if (!version.isInt() || version.intValue() != JsonReport.SCHEMA_VERSION) {
      throw JsonFields.wrong(
          "schema_version",
          version.isMissingNode() ? null : version,
          JsonReport.SCHEMA_VERSION + " (a report of a newer version needs a newer program)");
    }
  }
}
