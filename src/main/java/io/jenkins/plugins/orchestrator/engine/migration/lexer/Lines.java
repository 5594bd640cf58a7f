package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.util.Arrays;

/**
 * The lines of a script: from an offset in its text to the place in the user's file. Not safe for
 * several threads.
 */
public final class Lines {
  private final String sql;
  private final int firstLine;
  private final int[] starts;
  // Where the last column was counted: a script of one line has as many columns as characters.
  private int countedTo;
  private int countedColumn = 1;

  private Lines(String sql, int firstLine, int[] starts) {
    this.sql = sql;
    this.firstLine = firstLine;
    this.starts = starts;
  }

  /** The lines of a script; reads its text once. */
  public static Lines of(ScriptText script) {
    String sql = script.sql();
    int count = 1;
    for (int i = sql.indexOf('\n'); i >= 0; i = sql.indexOf('\n', i + 1)) {
      count++;
    }
    int[] starts = new int[count];
    int line = 1;
    for (int i = sql.indexOf('\n'); i >= 0; i = sql.indexOf('\n', i + 1)) {
      starts[line++] = i + 1;
    }
    return new Lines(sql, script.firstLine(), starts);
  }

  private int index(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }

  /** The line of the file, from 1. */
  public int line(int offset) {
    return firstLine + index(offset);
  }

  /** The column of the line, from 1, in characters (code points). */
  public int column(int offset) {
    int lineStart = starts[index(offset)];
    if (countedTo < lineStart || countedTo > offset) {
      countedTo = lineStart;
      countedColumn = 1;
    }
    int to = Math.min(offset, sql.length());
    countedColumn += sql.codePointCount(countedTo, to);
    countedTo = to;
    return countedColumn;
  }

  /** Where the line begins that contains an offset. */
  public int lineStart(int offset) {
    return starts[index(offset)];
  }

  /** Where a line of the file begins; the last one's start for a line behind the end. */
  public int startOfLine(int line) {
    return starts[Math.max(0, Math.min(starts.length - 1, line - firstLine))];
  }
}
