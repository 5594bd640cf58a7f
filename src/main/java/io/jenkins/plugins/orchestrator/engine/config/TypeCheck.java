package io.jenkins.plugins.orchestrator.engine.config;

import java.util.List;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Checks what stands at the keys of a mapping against their types, and nothing beyond that. */
final class TypeCheck {
  private final Reading reading;

  TypeCheck(Reading reading) {
    this.reading = reading;
  }

  /** Some keys of a section. */
  void check(Section section, List<Key> keys) {
    for (Key key : keys) {
      section.find(key.name()).ifPresent(value -> check(key.type(), value));
    }
  }

  // The readers' results are of no interest here, only the problems that they leave behind.
  private void check(ValueType type, Located at) {
    if (type instanceof ValueType.Text text) {
      var unused = reading.text(at, text.variables());
    } else if (type instanceof ValueType.Words || type instanceof ValueType.Url) {
      var unused = reading.words(at);
    } else if (type instanceof ValueType.Version) {
      var unused = reading.version(at);
    } else if (type instanceof ValueType.Scalar) {
      var unused = reading.scalar(at);
    } else if (type instanceof ValueType.Flag) {
      var unused = reading.flag(at);
    } else if (type instanceof ValueType.Whole whole) {
      var unused = reading.whole(at, whole);
    } else if (type instanceof ValueType.Decimal) {
      var unused = reading.decimal(at);
    } else if (type instanceof ValueType.Time time) {
      var unused = reading.time(at, time);
    } else if (type instanceof ValueType.Percent) {
      var unused = reading.percent(at);
    } else if (type instanceof ValueType.Texts) {
      Section.entries(reading, at)
          .values()
          .forEach(entry -> check(new ValueType.Text(true), entry.value()));
    } else if (type instanceof ValueType.Choice choice) {
      var unused = reading.choice(at, choice);
    } else if (type instanceof ValueType.Many many) {
      Section.elements(reading, at, many).forEach(element -> check(many.element(), element));
    } else if (type instanceof ValueType.Part part) {
      check(Section.of(reading, part.shape(), at, null), part.shape().keys());
    } else if (type instanceof ValueType.Either either) {
      either.types().stream()
          .filter(each -> isFor(each, either, at))
          .forEach(each -> check(each, at));
    }
    // The user's names (ValueType.Named) are environments, which are read one by one.
  }

  /** Whether a value means this one of several types: it has a key that only this one has. */
  private boolean isFor(ValueType type, ValueType.Either either, Located at) {
    if (!(type instanceof ValueType.Part part)) {
      return type instanceof ValueType.Many
          ? at.node() instanceof SequenceNode
          : at.node() instanceof ScalarNode && !(either.types().get(0) instanceof ValueType.Choice);
    }
    return at.node() instanceof MappingNode
        && Section.entries(reading, at).keySet().stream()
            .anyMatch(name -> names(part).contains(name) && isOnlyIn(part, either, name));
  }

  private static boolean isOnlyIn(ValueType.Part part, ValueType.Either either, String name) {
    return either.types().stream()
        .noneMatch(
            other ->
                other instanceof ValueType.Part one
                    && !one.equals(part)
                    && names(one).contains(name));
  }

  private static List<String> names(ValueType.Part part) {
    return part.shape().names();
  }
}
