package io.jenkins.plugins.orchestrator.engine.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of the file, read by its {@link Shape}. A key that it lacks is looked up in the section
 * that it overrides, then in the shape's defaults.
 */
final class Section {
  private final Reading reading;
  private final Shape shape;
  private final Located at;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Section> sections = new HashMap<>();
  private final @Nullable Section overridden;

  /** A key of the file, as it stands there, and its value. */
  record Entry(Located key, Located value) {}

  private Section(Reading reading, Shape shape, Located at, @Nullable Section overridden) {
    this.reading = reading;
    this.shape = shape;
    this.at = at;
    this.overridden = overridden;
  }

  /** Reads a mapping; everything that does not belong into it is a problem. */
  static Section of(Reading reading, Shape shape, Located at, @Nullable Section overridden) {
    Section section = new Section(reading, shape, at, overridden);
    section.entries.putAll(entries(reading, at));
    section.entries.forEach((name, entry) -> section.refuseUnknown(name, entry.key()));
    if (!(at.node() instanceof MappingNode)) {
      return section;
    }
    for (Key key : shape.keys()) {
      if (key.required() && !section.entries.containsKey(key.name())) {
        reading.wrong(at, "no key " + key.name(), key.name() + ": " + key.description(), null);
      }
    }
    section.requireOneOf(shape.oneOf());
    return section;
  }

  private void requireOneOf(List<String> names) {
    List<String> present = names.stream().filter(entries::containsKey).toList();
    if (present.isEmpty() && !names.isEmpty()) {
      Key first = shape.key(names.get(0));
      reading.wrong(at, "no key " + first.name(), first.name() + ": " + first.description(), null);
    }
    for (String again : present.stream().skip(1).toList()) {
      reading.wrong(
          java.util.Objects.requireNonNull(entries.get(again)).key(),
          again + " beside " + present.get(0),
          "one of them, as they mean the same",
          null);
    }
  }

  /** The entries of a mapping by key, those of merged mappings ({@code <<}) behind its own. */
  static Map<String, Entry> entries(Reading reading, Located at) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    if (at.node() instanceof MappingNode mapping) {
      collect(reading, mapping, at, entries, Collections.newSetFromMap(new IdentityHashMap<>()));
    } else {
      reading.wrong(at, reading.problems().describe(at.node()), "a mapping (KEY: VALUE)", null);
    }
    return entries;
  }

  private static void collect(
      Reading reading,
      MappingNode mapping,
      Located at,
      Map<String, Entry> entries,
      Set<Node> merged) {
    if (!merged.add(mapping)) {
      return;
    }
    Map<String, Integer> lines = new LinkedHashMap<>();
    List<Node> merges = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      if (key.getTag().equals(Tag.MERGE)) {
        merges.add(tuple.getValueNode());
      } else if (key instanceof ScalarNode scalar) {
        String name = scalar.getValue();
        String path = Paths.child(at.path(), name);
        int line = key.getStartMark().getLine() + 1;
        Integer first = lines.putIfAbsent(name, line);
        if (first != null) {
          reading.wrong(
              new Located(key, path),
              "the key again",
              "each key once",
              "it stands in line " + first);
        }
        entries.putIfAbsent(
            name, new Entry(new Located(key, path), new Located(tuple.getValueNode(), path)));
      } else {
        reading.wrong(new Located(key, at.path()), "a mapping or list as key", "a name", null);
      }
    }
    for (Node merge : merges) {
      List<Node> sources = merge instanceof SequenceNode list ? list.getValue() : List.of(merge);
      for (Node source : sources) {
        if (source instanceof MappingNode other) {
          collect(reading, other, at, entries, merged);
        } else {
          reading.wrong(new Located(source, at.path()), "no mapping after <<", "a mapping", null);
        }
      }
    }
  }

  private void refuseUnknown(String name, Located key) {
    Collection<String> known = shape.names();
    boolean isTop = shape.equals(ConfigurationKeys.TOP) || shape.equals(DeploymentKeys.TOP);
    boolean isAnchors = isTop && name.startsWith("x-");
    if (known.contains(name) || isAnchors) {
      return;
    }
    String advice =
        Suggestion.didYouMean(name, known)
            .or(() -> Paths.homeOf(name))
            .orElse("known are " + String.join(", ", known));
    reading.wrong(
        key,
        "the unknown key " + reading.problems().quote(name),
        "a key of " + shape.name(),
        advice);
  }

  Reading reading() {
    return reading;
  }

  /** Where it stands. */
  Located at() {
    return at;
  }

  /** The value of a key, here or in what is overridden. */
  Optional<Located> find(String key) {
    shape.key(key);
    Entry own = entries.get(key);
    if (own != null) {
      return Optional.of(own.value());
    }
    return overridden == null || !overridden.shape.names().contains(key)
        ? Optional.empty()
        : overridden.find(key);
  }

  /** Whether the key stands here, and not only in what is overridden. */
  boolean hasOwn(String key) {
    shape.key(key);
    return entries.containsKey(key);
  }

  /** At the key's value, or at the section when there is none. */
  void wrong(String key, String found, String expected, @Nullable String advice) {
    reading.wrong(find(key).orElse(at), found, expected, advice);
  }

  private Object fallback(String key) {
    Object fallback = shape.key(key).fallback();
    return fallback == null ? "" : fallback;
  }

  /** Text; the default when it is missing, empty when there is none. */
  String text(String key) {
    return optionalText(key).orElseGet(() -> fallback(key).toString());
  }

  Optional<String> optionalText(String key) {
    ValueType type = shape.key(key).type();
    if (type instanceof ValueType.Words) {
      return find(key).flatMap(reading::words);
    }
    if (type instanceof ValueType.Version) {
      return find(key).flatMap(reading::version);
    }
    if (type instanceof ValueType.Choice choice) {
      return find(key).flatMap(value -> reading.choice(value, choice));
    }
    boolean variables = ((ValueType.Text) type).variables();
    return find(key).flatMap(value -> reading.text(value, variables));
  }

  boolean flag(String key) {
    return find(key).flatMap(reading::flag).orElseGet(() -> (Boolean) fallback(key));
  }

  int whole(String key) {
    return optionalWhole(key).orElseGet(() -> (Integer) fallback(key));
  }

  Optional<Integer> optionalWhole(String key) {
    ValueType.Whole type = (ValueType.Whole) shape.key(key).type();
    return find(key).flatMap(value -> reading.whole(value, type));
  }

  Duration time(String key) {
    return optionalTime(key)
        .orElseGet(() -> Durations.parse(fallback(key).toString()).orElseThrow());
  }

  Optional<Duration> optionalTime(String key) {
    ValueType.Time type = (ValueType.Time) shape.key(key).type();
    return find(key).flatMap(value -> reading.time(value, type));
  }

  /** A share from 0 to 1; empty when it is missing. */
  Optional<BigDecimal> optionalPercent(String key) {
    return find(key).flatMap(reading::percent);
  }

  Optional<BigDecimal> optionalDecimal(String key) {
    return find(key).flatMap(reading::decimal);
  }

  /** The elements of a list, none when it is missing; one that stands there twice is a problem. */
  List<Located> list(String key) {
    return find(key)
        .map(value -> elements(reading, value, (ValueType.Many) shape.key(key).type()))
        .orElse(List.of());
  }

  static List<Located> elements(Reading reading, Located value, ValueType.Many type) {
    if (!(value.node() instanceof SequenceNode sequence)) {
      reading.wrong(value, reading.problems().describe(value.node()), "a list", null);
      return List.of();
    }
    if (sequence.getValue().size() < type.least()) {
      reading.wrong(value, "an empty list", "at least " + type.least(), null);
    }
    List<Located> elements = new ArrayList<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (Node element : sequence.getValue()) {
      Located located = value.element(elements.size(), element);
      elements.add(located);
      if (type.distinct() && element instanceof ScalarNode scalar) {
        Integer first = lines.putIfAbsent(scalar.getValue(), element.getStartMark().getLine() + 1);
        if (first != null) {
          reading.wrong(
              located,
              reading.problems().describe(element) + " again",
              "each once",
              "it stands in line " + first);
        }
      }
    }
    return elements;
  }

  /** The texts of a list. */
  List<String> texts(String key) {
    ValueType.Many type = (ValueType.Many) shape.key(key).type();
    boolean variables = ((ValueType.Text) type.element()).variables();
    return list(key).stream()
        .flatMap(element -> reading.text(element, variables).stream())
        .toList();
  }

  /** A section inside this one, over the one that it overrides; empty when both are missing. */
  Section section(String key) {
    return sections.computeIfAbsent(key, this::readSection);
  }

  /** The same, empty when both are missing; a problem, and empty, when it is no mapping. */
  Optional<Section> optionalSection(String key) {
    Optional<Located> value = find(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    Section section = section(key);
    return value.get().node() instanceof MappingNode ? Optional.of(section) : Optional.empty();
  }

  private Section readSection(String key) {
    Shape inner = ((ValueType.Part) shape.key(key).type()).shape();
    Section below =
        overridden == null || !overridden.shape.names().contains(key)
            ? null
            : overridden.section(key);
    Entry own = entries.get(key);
    return own == null
        ? new Section(reading, inner, below == null ? at : below.at, below)
        : of(reading, inner, own.value(), below);
  }
}
