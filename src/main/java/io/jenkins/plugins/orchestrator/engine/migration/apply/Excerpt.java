package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.LexedScript;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Lines;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.postgres.Redactor;
import io.jenkins.plugins.orchestrator.engine.report.StatementReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts what a person is shown out of a script, without secrets. */
final class Excerpt {
  /** Longer than what is shown, so that white space and secrets go before the cut. */
  private static final int READ = 2_000;

  private static final int LINES_BEFORE = 3;
  private static final int LINES_AFTER = 1;
  private static final int WIDTH = 120;

  private Excerpt() {}

  /** The beginning of a statement on one line, at most {@link StatementReport#MAX_EXCERPT} long. */
  static String ofStatement(SqlStatement statement, Redactor redactor) {
    String masked = SecretLiterals.masked(statement, statement.start() + READ);
    return cut(redactor.redact(masked).replaceAll("\\s+", " "), StatementReport.MAX_EXCERPT);
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(length - 2)) ? length - 2 : length - 1;
    return text.substring(0, end) + "…";
  }

  /**
   * The lines of a statement around a place, numbered, and a {@code ^} under the place.
   *
   * @param statement what failed; null when only the line is to be shown
   * @param offset the place in the script's text
   */
  static String around(
      LexedScript script, @Nullable SqlStatement statement, int offset, Redactor redactor) {
    Lines lines = script.lines();
    String sql = script.script().sql();
    int line = lines.line(offset);
    int first = line;
    int last = line;
    String text;
    if (statement == null || offset < statement.start() || offset > statement.end()) {
      int start = lines.lineStart(offset);
      int end = sql.indexOf('\n', start);
      text = sql.substring(start, Math.min(end < 0 ? sql.length() : end, offset + READ));
    } else {
      first = Math.max(line - LINES_BEFORE, statement.line());
      last = Math.min(line + LINES_AFTER, lines.line(statement.end()));
      int end = endOfLine(sql, lines.startOfLine(last));
      String masked = SecretLiterals.masked(statement, Math.min(end, offset + READ));
      int indent = statement.start() - lines.lineStart(statement.start());
      String whole = " ".repeat(Math.min(indent, READ)) + masked;
      text = lastLines(whole, statement.line(), first);
    }
    return numbered(redactor.redact(text), first, line, column(script, offset));
  }

  private static int endOfLine(String sql, int from) {
    int end = sql.indexOf('\n', from);
    return end < 0 ? sql.length() : end;
  }

  private static int column(LexedScript script, int offset) {
    return offset - script.lines().lineStart(offset);
  }

  private static String lastLines(String text, int firstLine, int wanted) {
    int from = 0;
    for (int line = firstLine; line < wanted; line++) {
      from = text.indexOf('\n', from) + 1;
    }
    return text.substring(from);
  }

  private static String numbered(String text, int first, int marked, int column) {
    List<String> lines = text.lines().toList();
    int digits = Integer.toString(first + lines.size() - 1).length();
    int from = column < WIDTH - 20 ? 0 : column - WIDTH / 2;
    StringBuilder excerpt = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      String shown = window(lines.get(i), from);
      excerpt.append(("%" + digits + "d | ").formatted(first + i)).append(shown).append('\n');
      if (first + i == marked) {
        int under = Math.min(column - from + (from > 0 ? 1 : 0), shown.length());
        excerpt
            .append(" ".repeat(digits))
            .append(" | ")
            .append(" ".repeat(shown.codePointCount(0, under)))
            .append("^\n");
      }
    }
    return excerpt.toString().stripTrailing();
  }

  private static String window(String line, int from) {
    String spaced = line.replace('\t', ' ');
    if (from == 0) {
      return cut(spaced, WIDTH);
    }
    return spaced.length() <= from ? "…" : "…" + cut(spaced.substring(from), WIDTH);
  }
}
