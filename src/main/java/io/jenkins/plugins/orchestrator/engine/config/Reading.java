package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.report.Finding;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads single values. Whatever is wrong becomes a problem, and then there is no value.
 *
 * @param problems what is wrong
 * @param findings what is not wise
 * @param options what the caller wants
 * @param files where files are found
 * @param used whether the values are used in the run; otherwise (environments that are not
 *     selected) variables may be missing
 */
record Reading(
    Problems problems,
    Set<Finding> findings,
    ConfigurationLoader.Options options,
    TextFiles files,
    boolean used) {
  private static final Pattern WHOLE = Pattern.compile("0|-?[1-9][0-9]{0,8}");
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");

  /** Also the JSON Schema's pattern. */
  static final Pattern PERCENT = Pattern.compile("^[0-9]{1,3}(\\.[0-9]{1,6})? ?%?$");

  private static final Set<Tag> NUMBERS = Set.of(Tag.INT, Tag.FLOAT);

  Reading notUsed() {
    return new Reading(problems, findings, options, files, false);
  }

  void wrong(Located at, String found, String expected, @Nullable String advice) {
    problems.add(at.node(), at.path(), found, expected, advice);
  }

  private <T> Optional<T> not(Located at, String expected, @Nullable String advice) {
    if (YamlFile.TAGS.contains(at.node().getTag())) { // a tag was reported already
      wrong(at, problems.describe(at.node()), expected, advice);
    }
    return Optional.empty();
  }

  /** The text of a scalar with one of the tags; empty for anything else. */
  private static Optional<String> scalar(Node node, Set<Tag> tags) {
    return node instanceof ScalarNode scalar && tags.contains(node.getTag())
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  /** Text, also what YAML 1.1 takes for a date. */
  private static Optional<String> string(Node node) {
    return scalar(node, Set.of(Tag.STR, Tag.TIMESTAMP));
  }

  Optional<String> words(Located at) {
    Optional<String> text = string(at.node());
    return text.isPresent() ? text : not(at, "text", quotesFor(at.node()));
  }

  Optional<String> text(Located at, boolean variables) {
    Optional<String> text = words(at);
    if (text.isPresent() && text.get().isBlank()) {
      return not(at, "text that is not empty", null);
    }
    return variables ? text.flatMap(raw -> expanded(at, raw)) : text;
  }

  private static @Nullable String quotesFor(Node node) {
    return node instanceof ScalarNode && !node.getTag().equals(Tag.NULL)
        ? "put it in quotes"
        : null;
  }

  private Optional<String> expanded(Located at, String raw) {
    return accept(at, Variables.expand(raw, options.variables()));
  }

  /** The text of an expansion that is as it should be. */
  Optional<String> accept(Located at, Variables.Expansion expansion) {
    if (expansion.malformed()) {
      wrong(at, "a \"${\" without a name and a \"}\"", "${NAME}, or $${ for the characters", null);
      return Optional.empty();
    }
    if (used) {
      for (String name : expansion.missing()) {
        wrong(at, "${" + name + "}, which is not set", "an environment variable that is set", null);
      }
    }
    return expansion.missing().isEmpty() ? Optional.of(expansion.text()) : Optional.empty();
  }

  Optional<String> version(Located at) {
    Optional<String> text = scalar(at.node(), Set.of(Tag.STR, Tag.TIMESTAMP, Tag.INT, Tag.FLOAT));
    return text.isPresent() && !text.get().isBlank() ? text : not(at, "a version", null);
  }

  /** As PostgreSQL prints it: {@code t} and {@code f} for truth values. */
  Optional<String> scalar(Located at) {
    if (!(at.node() instanceof ScalarNode scalar)) {
      return not(at, "text, a number, true, false or null", null);
    }
    if (at.node().getTag().equals(Tag.NULL)) {
      return Optional.of("null");
    }
    if (at.node().getTag().equals(Tag.BOOL)) {
      return flag(at).map(value -> value ? "t" : "f");
    }
    return Optional.of(scalar.getValue());
  }

  Optional<Boolean> flag(Located at) {
    String text = scalar(at.node(), Set.of(Tag.BOOL)).orElse("");
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return Optional.of(Boolean.valueOf(text));
    }
    return not(at, "true or false", null);
  }

  Optional<Integer> whole(Located at, ValueType.Whole type) {
    String text = scalar(at.node(), Set.of(Tag.INT)).orElse("");
    if (WHOLE.matcher(text).matches()) {
      int value = Integer.parseInt(text);
      if (value >= type.least() && value <= type.most()) {
        return Optional.of(value);
      }
    }
    return not(at, "a whole number from " + type.least() + " to " + type.most(), null);
  }

  Optional<BigDecimal> decimal(Located at) {
    String text = scalar(at.node(), NUMBERS).orElse("");
    return DECIMAL.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : not(at, "a number", null);
  }

  /** A share from 0 to 1, of what stands there as a share of a hundred. */
  Optional<BigDecimal> percent(Located at) {
    String text = scalar(at.node(), Set.of(Tag.STR, Tag.INT, Tag.FLOAT)).orElse("");
    if (PERCENT.matcher(text).matches()) {
      BigDecimal share = new BigDecimal(text.replaceAll("[ %]", "")).movePointLeft(2);
      if (share.compareTo(BigDecimal.ONE) <= 0) {
        return Optional.of(share);
      }
    }
    return not(at, "a percentage from 0 to 100, such as 99.9 or 1%", null);
  }

  Optional<Duration> time(Located at, ValueType.Time type) {
    Optional<Duration> value =
        scalar(at.node(), Set.of(Tag.STR, Tag.INT, Tag.FLOAT)).flatMap(Durations::parse);
    if (value.isEmpty()) {
      return not(at, Durations.EXPECTED + ", at most " + Durations.LONGEST.toDays() + "d", null);
    }
    // Less than a millisecond would become 0, which PostgreSQL takes for "no limit".
    boolean enough =
        value.get().compareTo(Duration.ofMillis(1)) >= 0
            || (type.mayBeZero() && value.get().isZero());
    return enough ? value : not(at, "a duration of at least 1ms", null);
  }

  Optional<String> choice(Located at, ValueType.Choice type) {
    String text = string(at.node()).orElse("");
    if (type.values().contains(text)) {
      return Optional.of(text);
    }
    return not(
        at,
        String.join(", ", type.values()),
        Suggestion.didYouMean(text, type.values()).orElse(null));
  }

  /** The text of a file that a value names. */
  Optional<String> file(Located at, String name) {
    TextFiles.Content content = files.read(name);
    if (content.text() == null) {
      wrong(at, content.problem(), "a text file in UTF-8", null);
    }
    return Optional.ofNullable(content.text());
  }
}
