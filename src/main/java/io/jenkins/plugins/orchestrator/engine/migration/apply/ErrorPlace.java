package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.Lines;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.CopyData;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/** Finds the place in a script that a server's error is about. */
final class ErrorPlace {
  /** The server's words for a place in COPY's data and in an anonymous block, in English. */
  private static final Pattern COPY_LINE = Pattern.compile("^COPY .*?, line (\\d+)");

  private static final Pattern BLOCK_LINE =
      Pattern.compile("PL/pgSQL function inline_code_block line (\\d+)");

  private ErrorPlace() {}

  /** The offset in the script's text; the statement's start when the server does not say more. */
  static int offset(SqlStatement statement, Lines lines, @Nullable ServerErrorMessage error) {
    if (error == null) {
      return statement.start();
    }
    if (error.getPosition() > 0) {
      return characters(statement, 0, error.getPosition() - 1);
    }
    int inner = innerQuery(statement, error);
    if (inner >= 0) {
      return inner;
    }
    String where = error.getWhere() == null ? "" : error.getWhere();
    CopyData data = statement.copyData();
    Matcher copy = COPY_LINE.matcher(where);
    if (data != null && copy.find()) {
      return lines.startOfLine(lines.line(data.start()) + Integer.parseInt(copy.group(1)) - 1);
    }
    if (statement.is(Trait.DO_BLOCK)) {
      return blockLine(statement, lines, where);
    }
    return statement.start();
  }

  /** The server counts characters, Java counts UTF-16 units. */
  private static int characters(SqlStatement statement, int from, int count) {
    String sql = statement.script().sql();
    int offset = statement.start() + from;
    for (int i = 0; i < count && offset < statement.end(); i++) {
      offset += Character.charCount(sql.codePointAt(offset));
    }
    return Math.min(offset, statement.end());
  }

  /** A query inside a function's body, when it stands in the statement word for word, once. */
  private static int innerQuery(SqlStatement statement, ServerErrorMessage error) {
    String query = error.getInternalQuery();
    if (query == null || query.isBlank() || error.getInternalPosition() < 1) {
      return -1;
    }
    String text = statement.text();
    int found = text.indexOf(query);
    if (found < 0 || text.indexOf(query, found + 1) >= 0) {
      return -1;
    }
    return characters(statement, found, error.getInternalPosition() - 1);
  }

  private static int blockLine(SqlStatement statement, Lines lines, String where) {
    int number = 0;
    Matcher block = BLOCK_LINE.matcher(where);
    while (block.find()) {
      // The outermost call comes last.
      number = Integer.parseInt(block.group(1));
    }
    Tokenizer tokens = statement.tokens();
    while (number > 0 && tokens.next() != Kind.END) {
      if (tokens.kind() == Kind.DOLLAR_STRING || tokens.kind() == Kind.STRING) {
        int start = lines.startOfLine(lines.line(tokens.start()) + number - 1);
        return Math.min(afterBlanks(statement, Math.max(start, tokens.start())), statement.end());
      }
    }
    return statement.start();
  }

  private static int afterBlanks(SqlStatement statement, int from) {
    String sql = statement.script().sql();
    int offset = from;
    while (offset < statement.end() && sql.charAt(offset) == ' ') {
      offset++;
    }
    return offset;
  }
}
