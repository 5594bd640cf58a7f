package io.jenkins.plugins.orchestrator.engine.config;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.jenkins.plugins.orchestrator.engine.config.EndpointCheck.Condition;
import io.jenkins.plugins.orchestrator.engine.postgres.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads {@code health_checks}. */
final class EndpointReader {
  private static final int LONGEST_PATTERN = 1000;

  private final Section deployment;
  private final Reading reading;
  private final HttpReader http;

  EndpointReader(Section deployment, HttpReader http) {
    this.deployment = deployment;
    this.reading = deployment.reading();
    this.http = http;
  }

  /** All of them, that of {@code health_check_endpoint} first. */
  List<EndpointCheck> read() {
    List<EndpointCheck> checks = new ArrayList<>();
    Optional<Located> simple = deployment.find("health_check_endpoint");
    simple
        .flatMap(http::path)
        .ifPresent(path -> checks.add(EndpointCheck.get(name("GET", path), path, DEFAULT_TIMEOUT)));
    Set<String> names = new HashSet<>(checks.stream().map(EndpointCheck::name).toList());
    for (Located element : deployment.list("health_checks")) {
      Optional<EndpointCheck> check =
          check(Section.of(reading, DeploymentKeys.ENDPOINT, element, null));
      if (check.isPresent() && !names.add(check.get().name())) {
        reading.wrong(
            element,
            "a second check " + reading.problems().quote(check.get().name()),
            "a name of its own",
            null);
      }
      check.ifPresent(checks::add);
    }
    return checks;
  }

  static final java.time.Duration DEFAULT_TIMEOUT = java.time.Duration.ofSeconds(10);

  /** Method and path; a query may hold a secret. */
  private static String name(String method, String path) {
    int query = path.indexOf('?');
    return method + " " + (query < 0 ? path : path.substring(0, query) + "?…");
  }

  private Optional<EndpointCheck> check(Section check) {
    Optional<String> path = check.find("path").flatMap(http::path);
    String method = check.text("method");
    Map<String, Secret> headers = http.headers(check);
    Optional<Secret> body = check.find("body").flatMap(http::body);
    if (body.isPresent() && List.of("GET", "HEAD").contains(method)) {
      check.wrong("body", "a body with " + method, "method: POST, or no body", null);
    }
    List<Condition> conditions =
        check.list("expect").stream().flatMap(each -> condition(each).stream()).toList();
    if (!conditions.isEmpty() && method.equals("HEAD")) {
      check.wrong("expect", "conditions on the body with HEAD", "another method", null);
    }
    Set<Integer> statuses = statuses(check);
    Optional<String> name = check.optionalText("name");
    EndpointCheck read =
        new EndpointCheck(
            name.or(() -> path.map(found -> name(method, found))).orElse(""),
            path.orElse("/"),
            method,
            headers,
            body.orElse(null),
            statuses,
            conditions,
            check.optionalTime("max_time").orElse(null),
            check.optionalWhole("certificate_days").orElse(null),
            check.time("timeout"),
            check.whole("retries"),
            check.time("retry_delay"),
            check.whole("redirects"),
            check.whole("max_body"));
    return path.isEmpty() ? Optional.empty() : Optional.of(read);
  }

  private Set<Integer> statuses(Section check) {
    Optional<Located> value = check.find("status");
    ValueType.Either type = (ValueType.Either) DeploymentKeys.ENDPOINT.key("status").type();
    ValueType.Whole one = (ValueType.Whole) type.types().get(0);
    Set<Integer> statuses = new HashSet<>();
    if (value.isPresent() && value.get().node() instanceof SequenceNode) {
      Section.elements(reading, value.get(), (ValueType.Many) type.types().get(1))
          .forEach(element -> reading.whole(element, one).ifPresent(statuses::add));
    } else {
      value.flatMap(found -> reading.whole(found, one)).ifPresent(statuses::add);
    }
    return value.isEmpty() ? Set.of(200) : statuses;
  }

  private Optional<Condition> condition(Located at) {
    Section section = Section.of(reading, DeploymentKeys.CONDITION, at, null);
    Optional<JsonPath> json = path(section, "json");
    boolean hasJson = section.find("json").isPresent();
    if (DeploymentKeys.CONDITION.names().stream()
        .noneMatch(key -> !key.equals("any") && section.find(key).isPresent())) {
      reading.wrong(at, "no condition", "json, matches, min_length or another one", null);
    }
    for (String key : List.of("equals", "not_equals", "min", "max")) {
      if (!hasJson && section.find(key).isPresent()) {
        section.wrong(key, key + " without json", "json: $.PATH beside it", null);
      }
    }
    Condition condition =
        new Condition(
            json.orElse(null),
            section.find("equals").flatMap(this::json).orElse(null),
            section.find("not_equals").flatMap(this::json).orElse(null),
            section.optionalDecimal("min").orElse(null),
            section.optionalDecimal("max").orElse(null),
            pattern(section, "matches"),
            pattern(section, "not_matches"),
            section.optionalWhole("min_length").orElse(null),
            section.optionalWhole("max_length").orElse(null),
            section.flag("any"));
    if (condition.any() && (json.isEmpty() || !json.get().isPlural())) {
      section.wrong("any", "any without a [*]", "a path with [*]", null);
    }
    return hasJson && json.isEmpty() ? Optional.empty() : Optional.of(condition);
  }

  /** The JSON path at a key; a problem when it is none. */
  static Optional<JsonPath> path(Section section, String key) {
    Optional<String> text = section.optionalText(key);
    Optional<JsonPath> path = text.flatMap(JsonPath::parse);
    if (text.isPresent() && path.isEmpty()) {
      section.wrong(key, section.reading().problems().quote(text.get()), JsonPath.EXPECTED, null);
    }
    return path;
  }

  private @Nullable String pattern(Section section, String key) {
    Optional<String> text = section.optionalText(key);
    if (text.isEmpty()) {
      return null;
    }
    if (text.get().length() > LONGEST_PATTERN) {
      section.wrong(
          key, "a pattern of " + text.get().length() + " characters", "at most 1000", null);
      return null;
    }
    try {
      Pattern.compile(text.get());
      return text.get();
    } catch (PatternSyntaxException e) {
      section.wrong(
          key,
          "no regular expression: "
              + e.getDescription()
              + " at character "
              + (Math.max(0, e.getIndex()) + 1),
          "one that Java knows",
          null);
      return null;
    }
  }

  /** The value as JSON writes it. */
  private Optional<String> json(Located at) {
    if (!(at.node() instanceof ScalarNode scalar)) {
      // Says what is wrong with it.
      return reading.scalar(at);
    }
    Tag tag = at.node().getTag();
    if (tag.equals(Tag.NULL)) {
      return Optional.of("null");
    }
    if (tag.equals(Tag.BOOL)) {
      return reading.flag(at).map(Object::toString);
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return reading.decimal(at).map(Object::toString);
    }
    String quoted = new String(JsonStringEncoder.getInstance().quoteAsString(scalar.getValue()));
    return reading.scalar(at).map(text -> '"' + quoted + '"');
  }
}
