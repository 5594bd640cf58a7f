package io.jenkins.plugins.orchestrator.engine.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The JSON Schema (2020-12) of the configuration file, made from the same table of keys as the
 * loader reads by. What only a look at several keys, files or variables shows, the loader alone
 * says.
 */
public final class ConfigurationSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigurationSchema() {}

  /** That of environments, as text, indented, with a line end. */
  public static String text() {
    return text("Parallel migration test", ConfigurationKeys.TOP, ConfigurationKeys.SHAPES);
  }

  /** That of deployments, likewise. */
  public static String ofDeployments() {
    return text("Deployments to validate", DeploymentKeys.TOP, DeploymentKeys.SHAPES);
  }

  private static String text(String title, Shape top, List<Shape> shapes) {
    return tree(title, top, shapes).toPrettyString().replace("\r\n", "\n") + "\n";
  }

  private static ObjectNode tree(String title, Shape top, List<Shape> shapes) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    root.setAll(object(top));
    ObjectNode own = root.putObject("patternProperties").putObject("^x-");
    own.put("description", "Anything: a place for YAML anchors.");
    ObjectNode definitions = root.putObject("$defs");
    for (Shape shape : shapes) {
      if (!shape.equals(top)) {
        definitions.set(shape.name(), object(shape));
      }
    }
    return root;
  }

  private static ObjectNode object(Shape shape) {
    ObjectNode object = JSON.createObjectNode();
    object.put("description", shape.description());
    object.put("type", "object");
    object.put("additionalProperties", false);
    if (shape.least() > 0) {
      object.put("minProperties", shape.least());
    }
    List<String> required = shape.keys().stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      object.set("required", strings(required));
    }
    if (!shape.oneOf().isEmpty()) {
      ArrayNode alternatives = object.putArray("oneOf");
      shape
          .oneOf()
          .forEach(name -> alternatives.addObject().set("required", strings(List.of(name))));
    }
    ObjectNode properties = object.putObject("properties");
    for (Key key : shape.keys()) {
      ObjectNode property = type(key.type());
      property.put("description", key.description());
      if (key.fallback() != null) {
        property.set("default", JSON.valueToTree(key.fallback()));
      }
      properties.set(key.name(), property);
    }
    return object;
  }

  private static ObjectNode type(ValueType type) {
    ObjectNode json = JSON.createObjectNode();
    if (type instanceof ValueType.Text || type instanceof ValueType.Url) {
      json.put("type", "string").put("pattern", "\\S");
    } else if (type instanceof ValueType.Words) {
      json.put("type", "string");
    } else if (type instanceof ValueType.Version) {
      json.set("type", strings(List.of("string", "number")));
      json.put("pattern", "\\S");
    } else if (type instanceof ValueType.Scalar) {
      json.set("type", strings(List.of("string", "number", "boolean", "null")));
    } else if (type instanceof ValueType.Flag) {
      json.put("type", "boolean");
    } else if (type instanceof ValueType.Whole whole) {
      json.put("type", "integer").put("minimum", whole.least()).put("maximum", whole.most());
    } else if (type instanceof ValueType.Decimal) {
      json.put("type", "number");
    } else if (type instanceof ValueType.Time time) {
      json.set("type", strings(List.of("string", "number")));
      json.put("pattern", Durations.PATTERN);
      json.put(time.mayBeZero() ? "minimum" : "exclusiveMinimum", 0);
      json.put("maximum", Durations.LONGEST.toSeconds());
    } else if (type instanceof ValueType.Percent) {
      json.set("type", strings(List.of("string", "number")));
      json.put("pattern", Reading.PERCENT.pattern());
      json.put("minimum", 0).put("maximum", 100);
    } else if (type instanceof ValueType.Texts) {
      json.put("type", "object");
      json.set("additionalProperties", type(new ValueType.Text(true)));
    } else if (type instanceof ValueType.Choice choice) {
      json.set("enum", strings(choice.values()));
    } else if (type instanceof ValueType.Many many) {
      json.put("type", "array");
      json.set("items", type(many.element()));
      if (many.least() > 0) {
        json.put("minItems", many.least());
      }
      if (many.distinct()) {
        json.put("uniqueItems", true);
      }
    } else if (type instanceof ValueType.Part part) {
      json.put("$ref", "#/$defs/" + part.shape().name());
    } else if (type instanceof ValueType.Named named) {
      json.put("type", "object").put("minProperties", 1);
      json.putObject("propertyNames")
          .put("minLength", 1)
          .put("maxLength", ConfigurationLoader.LONGEST_NAME);
      json.set("additionalProperties", type(new ValueType.Part(named.shape())));
    } else if (type instanceof ValueType.Either either) {
      ArrayNode options = json.putArray("oneOf");
      either.types().forEach(each -> options.add(type(each)));
    }
    return json;
  }

  private static ArrayNode strings(List<String> values) {
    ArrayNode array = JSON.createArrayNode();
    values.forEach(array::add);
    return array;
  }
}
