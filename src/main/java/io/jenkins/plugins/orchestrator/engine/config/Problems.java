package io.jenkins.plugins.orchestrator.engine.config;

import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Collects what is wrong with a file; the same at the same place only once. */
final class Problems {
  /** More than a person reads; aliases could otherwise multiply few mistakes into millions. */
  static final int MOST = 10_000;

  private static final int SHOWN = 60;

  /** Ends the reading of a file that has too many mistakes. */
  static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super(null, null, false, false);
    }
  }

  private final String file;
  private final Redactor redactor = Redactor.of(List.of());
  private final Set<ConfigurationProblem> found = new LinkedHashSet<>();

  Problems(String file) {
    this.file = file;
  }

  /** About the file as a whole. */
  void add(String key, String what, String expected, @Nullable String advice) {
    add(0, 0, key, what, expected, advice);
  }

  void add(Node at, String key, String what, String expected, @Nullable String advice) {
    Mark mark = at.getStartMark();
    add(mark.getLine() + 1, mark.getColumn() + 1, key, what, expected, advice);
  }

  void add(
      int line, int column, String key, String what, String expected, @Nullable String advice) {
    found.add(new ConfigurationProblem(file, line, column, key, what, expected, advice));
    if (found.size() >= MOST) {
      found.add(
          new ConfigurationProblem(
              file, 0, 0, "", "more mistakes than are listed", "fewer than " + MOST, null));
      throw new TooMany();
    }
  }

  /** In the order of the file. */
  void throwIfAny() throws ConfigurationException {
    if (!found.isEmpty()) {
      throw new ConfigurationException(
          found.stream()
              .sorted(
                  Comparator.comparingInt(ConfigurationProblem::line)
                      .thenComparingInt(ConfigurationProblem::column))
              .toList());
    }
  }

  String file() {
    return file;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** What stands there, for people: short, on one line, and without passwords. */
  String describe(Node node) {
    if (node instanceof MappingNode) {
      return "a mapping";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    String value = ((ScalarNode) node).getValue();
    if (node.getTag().equals(Tag.NULL)) {
      return "nothing";
    }
    return node.getTag().equals(Tag.STR) ? quote(value) : show(value);
  }

  String quote(String text) {
    return '"' + show(text) + '"';
  }

  /** Names, the first of them when there are many. */
  String list(Collection<String> names) {
    return names.stream().limit(20).map(this::quote).collect(Collectors.joining(", "))
        + (names.size() > 20 ? ", …" : "");
  }

  private String show(String text) {
    String plain = redactor.redact(text).replaceAll("\\s", " ").replaceAll("\\p{Cntrl}", "?");
    int[] start = plain.codePoints().limit(SHOWN).toArray();
    return new String(start, 0, start.length)
        + (plain.codePointCount(0, plain.length()) > SHOWN ? "…" : "");
  }
}
