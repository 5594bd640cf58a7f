package io.jenkins.plugins.orchestrator.engine.migration.script;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText.TransactionMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A script put together from lines of a file. What lies between them and does not belong is blank,
 * so that lines and columns of an error are those of the file.
 */
final class Cutout {
  private final StringBuilder sql = new StringBuilder();
  private int firstLine;
  private int nextLine;

  /**
   * A line of a text.
   *
   * @param number from 1
   * @param text without its end
   * @param end {@code \n}, {@code \r\n}, {@code \r} or, of the last one, nothing
   */
  record Line(int number, String text, String end) {}

  /** The lines of a text. */
  static List<Line> lines(String text) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end++;
      }
      int next = Math.min(text.length(), text.startsWith("\r\n", end) ? end + 2 : end + 1);
      lines.add(new Line(lines.size() + 1, text.substring(start, end), text.substring(end, next)));
      start = next;
    }
    return lines;
  }

  /** Adds a line as it is. */
  void keep(Line line) {
    keep(line, line.text());
  }

  /** Adds other text in the place of a line. */
  void keep(Line line, String instead) {
    if (firstLine == 0) {
      firstLine = line.number();
    } else {
      sql.append("\n".repeat(line.number() - nextLine));
    }
    sql.append(instead).append(line.end());
    nextLine = line.number() + 1;
  }

  /** Whether there is nothing but white space in it. */
  boolean isBlank() {
    return sql.toString().isBlank();
  }

  String text() {
    return sql.toString();
  }

  /**
   * @param orLine where it begins when no line was kept
   */
  ScriptText script(String file, int orLine, TransactionMode transaction) {
    return new ScriptText(file, firstLine == 0 ? orLine : firstLine, sql.toString(), transaction);
  }
}
