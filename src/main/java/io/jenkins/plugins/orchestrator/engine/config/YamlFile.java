package io.jenkins.plugins.orchestrator.engine.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Reads a file of one YAML document into SnakeYAML's graph of nodes. No objects are made of it, so
 * tags mean nothing and are refused, and aliases share their node instead of copying it: a "bomb"
 * stays as small as its file.
 */
final class YamlFile {
  static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_ALIASES = 500;
  private static final int DEEPEST = 32;

  /** Those that YAML gives to values by itself. */
  static final Set<Tag> TAGS =
      Set.of(
          Tag.MAP,
          Tag.SEQ,
          Tag.STR,
          Tag.INT,
          Tag.FLOAT,
          Tag.BOOL,
          Tag.NULL,
          Tag.TIMESTAMP,
          Tag.MERGE);

  private final Problems problems;

  YamlFile(Problems problems) {
    this.problems = problems;
  }

  /** The document's root; empty when there is none, and then the problems say why. */
  Optional<Node> read(Path file) {
    return text(file).flatMap(this::read);
  }

  /** The same of a text that lies in no file. */
  Optional<Node> read(String text) {
    if (text.length() > MOST_BYTES) {
      problems.add("", "a text of " + text.length() + " characters", "at most " + MOST_BYTES, null);
      return Optional.empty();
    }
    if (!isPrintable(text)) {
      return Optional.empty();
    }
    try {
      Node root = yaml().compose(new StringReader(text));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        problems.add("", "an empty file", "a mapping with test_environments", null);
        return Optional.empty();
      }
      refuseTags(root, Collections.newSetFromMap(new IdentityHashMap<>()));
      return Optional.of(root);
    } catch (MarkedYAMLException e) {
      report(e);
    } catch (YAMLException e) {
      reportLimit(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_BYTES);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setNestingDepthLimit(DEEPEST);
    options.setAllowRecursiveKeys(false);
    return new Yaml(new SafeConstructor(options));
  }

  private Optional<String> text(Path file) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        problems.add("", "a directory", "a YAML file", null);
        return Optional.empty();
      }
      if (Files.size(file) > MOST_BYTES) {
        problems.add("", "a file of " + Files.size(file) + " bytes", "at most " + MOST_BYTES, null);
        return Optional.empty();
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      problems.add("", "no file there", "a YAML file", null);
      return Optional.empty();
    } catch (IOException e) {
      problems.add("", "a file that cannot be read", "one that can", e.getClass().getSimpleName());
      return Optional.empty();
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    String decoded = out.flip().toString();
    if (result.isError()) {
      reportAt(decoded, "a byte that is not UTF-8", "a file in UTF-8");
      return Optional.empty();
    }
    return Optional.of(decoded.startsWith("\ufeff") ? decoded.substring(1) : decoded);
  }

  private boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int character = text.codePointAt(i);
      if (!StreamReader.isPrintable(character)) {
        reportAt(
            text.substring(0, i),
            String.format("the character U+%04X", character),
            "text without control characters");
        return false;
      }
    }
    return true;
  }

  /** At the end of what was read so far. */
  private void reportAt(String before, String found, String expected) {
    int line = 1 + (int) before.chars().filter(character -> character == '\n').count();
    int column = before.length() - before.lastIndexOf('\n');
    problems.add(line, column, "", found, expected, null);
  }

  private void report(MarkedYAMLException e) {
    Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    int line = mark == null ? 0 : mark.getLine() + 1;
    int column = mark == null ? 0 : mark.getColumn() + 1;
    String problem = String.valueOf(e.getProblem());
    // These two quote the file's text, which may be a piece of a password.
    if (problem.contains("undefined alias")) {
      problems.add(
          line,
          column,
          "",
          "an alias without its anchor",
          "YAML",
          "text that begins with * needs quotes");
    } else if (problem.contains("undefined tag handle")) {
      problems.add(
          line, column, "", "an unknown tag", "YAML", "text that begins with ! needs quotes");
    } else if (problem.contains("another document")) {
      problems.add(line, column, "", "a second document", "one document in the file", null);
    } else if (problem.contains("\\t(TAB)")) {
      problems.add(line, column, "", "a tab", "spaces: YAML is not indented by tabs", null);
    } else {
      problems.add(
          line,
          column,
          "",
          "a mistake in the YAML (" + problem + ")",
          "YAML",
          "text with : # { [ * & ! % @ ` or quotes in it needs quotes around it");
    }
  }

  private void reportLimit(String message) {
    if (message.contains("aliases")) {
      problems.add(
          "", "too many aliases", "at most " + MOST_ALIASES + " of mappings and lists", null);
    } else if (message.contains("Nesting")) {
      problems.add("", "too deep a nesting", "at most " + DEEPEST + " levels", null);
    } else {
      problems.add("", "text that is no YAML", "a YAML file", null);
    }
  }

  private void refuseTags(Node node, Set<Node> seen) {
    if (!seen.add(node)) {
      return;
    }
    if (!TAGS.contains(node.getTag())) {
      problems.add(node, "", "a tag (!)", "values without tags", null);
    }
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        refuseTags(tuple.getKeyNode(), seen);
        refuseTags(tuple.getValueNode(), seen);
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(element -> refuseTags(element, seen));
    }
  }
}
