package io.jenkins.plugins.orchestrator.engine.report.console;

import io.jenkins.plugins.orchestrator.engine.report.PlainText;
import java.util.function.UnaryOperator;

/** Lines of text of a limited width. Everything that is added loses its control characters. */
final class TextBlock {
  private final ConsoleStyle style;
  private final StringBuilder text = new StringBuilder();

  TextBlock(ConsoleStyle style) {
    this.style = style;
  }

  /** Adds a line as it is: the caller has cleaned and measured it. */
  TextBlock ready(String line) {
    text.append(line.stripTrailing()).append('\n');
    return this;
  }

  TextBlock blank() {
    return ready("");
  }

  /** Adds a paragraph, broken between words, each line behind so many spaces. */
  TextBlock wrapped(int indent, String paragraph) {
    return labelled(" ".repeat(indent), UnaryOperator.identity(), indent, paragraph);
  }

  /**
   * Adds a paragraph behind a label.
   *
   * @param label clean; first on the first line
   * @param paint colours the label
   * @param indent of the other lines
   */
  TextBlock labelled(String label, UnaryOperator<String> paint, int indent, String paragraph) {
    StringBuilder line = new StringBuilder(label);
    boolean empty = true;
    boolean first = true;
    for (String word : clean(paragraph).split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > style.usedWidth()) {
        ready(first ? paint.apply(label) + line.substring(label.length()) : line.toString());
        line.setLength(0);
        line.append(" ".repeat(indent));
        first = false;
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    return ready(first ? paint.apply(label) + line.substring(label.length()) : line.toString());
  }

  /** Adds lines as they are, such as code, cut at the width. */
  TextBlock code(int indent, String lines) {
    for (String line : PlainText.visible(lines).stripTrailing().split("\n", -1)) {
      String shown = style.shown(line.replace("\t", "    "));
      ready(" ".repeat(indent) + cut(shown, style.usedWidth() - indent));
    }
    return this;
  }

  String clean(String line) {
    return style.shown(PlainText.line(line));
  }

  String cut(String line, int width) {
    int length = line.codePointCount(0, line.length());
    return length <= width
        ? line
        : line.substring(0, line.offsetByCodePoints(0, Math.max(0, width - 1))) + style.ellipsis();
  }

  /** Fills with spaces, or cuts. */
  String fitted(String line, int width) {
    String cut = cut(line, width);
    return cut + " ".repeat(width - cut.codePointCount(0, cut.length()));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
