package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.CopyData;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer.Kind;
import io.jenkins.plugins.orchestrator.engine.migration.script.ScriptText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits a script where {@code psql -f} would send what it has read: at a semicolon outside quotes,
 * comments, parentheses and {@code BEGIN ATOMIC … END}, and at the end of the text. Takes time in
 * proportion to the text's length, whatever is in it.
 */
public final class ScriptLexer {
  private final ScriptText script;
  private final String sql;
  private final Lines lines;
  private final Tokenizer tokens;
  private final StatementHead head = new StatementHead();
  private final List<SqlStatement> statements = new ArrayList<>();
  private final StandardStrings standardStrings = new StandardStrings();
  private final List<ScriptProblem> problems = new ArrayList<>();

  private int statementStart = -1;
  private int statementEnd;
  private int parentheses;
  private int openParenthesis;
  private int blocks;
  private int openBlock;
  private String lastWord = "";
  private int lastWordStart;
  private boolean afterDot;

  private ScriptLexer(ScriptText script) {
    this.script = script;
    this.sql = script.sql();
    this.lines = Lines.of(script);
    boolean byteOrderMark = !sql.isEmpty() && sql.charAt(0) == '\uFEFF';
    this.tokens = new Tokenizer(sql, byteOrderMark ? 1 : 0, sql.length());
  }

  /** Splits a script; what is wrong with it is in the result. */
  public static LexedScript lex(ScriptText script) {
    return new ScriptLexer(script).lex();
  }

  private LexedScript lex() {
    int zero = sql.indexOf('\0');
    if (zero >= 0) {
      problem(zero, "a zero byte", "text", "PostgreSQL cannot store it in any text; remove it");
    }
    while (tokens.next() != Kind.END) {
      if (tokens.isSymbol('\\')) {
        metaCommand();
      } else if (tokens.isSymbol(';') && parentheses == 0 && blocks == 0) {
        endStatement(true);
      } else {
        take();
      }
    }
    endOfText();
    problems.sort(Comparator.comparingInt(ScriptProblem::offset));
    return new LexedScript(script, lines, statements, problems);
  }

  private void take() {
    if (statementStart < 0) {
      statementStart = tokens.start();
    }
    statementEnd = tokens.end();
    switch (tokens.kind()) {
      case WORD -> takeWord();
      case SYMBOL -> takeSymbol();
      default -> {
        if (!tokens.closed()) {
          unclosed();
        }
        if (parentheses == 0) {
          // Long ones are no setting's value and no name.
          head.other(tokens.end() - tokens.start() > 80 ? "'…'" : tokens.raw());
        }
        lastWord = "";
      }
    }
    afterDot = tokens.isSymbol('.');
  }

  private void takeSymbol() {
    if (tokens.isSymbol('(')) {
      if (parentheses++ == 0) {
        openParenthesis = tokens.start();
      }
    } else if (tokens.isSymbol(')')) {
      parentheses = Math.max(0, parentheses - 1);
    }
    lastWord = "";
  }

  private void takeWord() {
    String word = tokens.upper();
    head.word(word, parentheses);
    // psql counts every BEGIN, CASE and END here; t.end and AS "end" without quotes are names.
    boolean isName = afterDot || lastWord.equals("AS");
    if (parentheses == 0 && !isName && head.createsRoutine()) {
      if (blocks == 0 && word.equals("ATOMIC") && lastWord.equals("BEGIN")) {
        blocks = 1;
        openBlock = lastWordStart;
      } else if (blocks > 0 && word.equals("CASE")) {
        blocks++;
      } else if (blocks > 0 && word.equals("END")) {
        blocks--;
      }
    }
    lastWord = isName ? "" : word;
    lastWordStart = tokens.start();
  }

  private void endStatement(boolean bySemicolon) {
    if (statementStart >= 0) {
      Set<Trait> traits = head.traits();
      CopyData data = null;
      if (traits.contains(Trait.COPY_FROM_STDIN)) {
        data = bySemicolon ? copyData() : copyWithoutSemicolon();
      }
      statements.add(
          new SqlStatement(
              script,
              statements.size() + 1,
              statementStart,
              statementEnd,
              lines.line(statementStart),
              lines.column(statementStart),
              traits,
              data));
      boolean before = standardStrings.current();
      standardStrings.ran(head, sql, statementStart, statementEnd);
      if (standardStrings.current() != before) {
        tokens.standardStrings(!before, nextLine(tokens.start()));
      }
    }
    statementStart = -1;
    parentheses = 0;
    blocks = 0;
    lastWord = "";
    head.clear();
  }

  private @Nullable CopyData copyWithoutSemicolon() {
    problem(
        statementStart,
        "COPY … FROM STDIN without a semicolon",
        "a semicolon, the data on the lines behind it, and a line with \\.",
        null);
    return null;
  }

  /** Finds the data behind the semicolon's line and goes on reading behind it. */
  private CopyData copyData() {
    int semicolon = tokens.start();
    int start = nextLine(semicolon);
    if (new Tokenizer(sql, semicolon + 1, start).next() != Kind.END) {
      problem(
          semicolon + 1,
          "text behind COPY … FROM STDIN on its line",
          "the data on the next line",
          "put what follows the semicolon behind the line with \\.");
    }
    int end = endOfData(start);
    tokens.seek(nextLine(end));
    if (end == sql.length()) {
      problem(
          statementStart,
          "COPY … FROM STDIN without the end of its data",
          "a line with nothing but \\. behind the data",
          null);
    }
    return new CopyData(start, end);
  }

  /** Where the line that ends the data begins; the end of the text when there is none. */
  private int endOfData(int from) {
    int line = from;
    while (line < sql.length()) {
      int lineEnd = sql.indexOf('\n', line);
      if (isEndOfData(line, lineEnd < 0 ? sql.length() : lineEnd)) {
        return line;
      }
      line = lineEnd < 0 ? sql.length() : lineEnd + 1;
    }
    return line;
  }

  private boolean isEndOfData(int start, int end) {
    int length = end > start && sql.charAt(end - 1) == '\r' ? end - start - 1 : end - start;
    return length == 2 && sql.startsWith("\\.", start);
  }

  /** Where the next line begins, or the text ends. */
  private int nextLine(int offset) {
    int newLine = sql.indexOf('\n', offset);
    return newLine < 0 ? sql.length() : newLine + 1;
  }

  private void metaCommand() {
    int start = tokens.start();
    MetaCommand command = MetaCommand.at(sql, start);
    if (!command.isHarmless() || statementStart >= 0) {
      problems.add(
          new ScriptProblem(
              script.file(),
              start,
              lines.line(start),
              lines.column(start),
              true,
              command.connectsElsewhere(),
              "the psql command " + command.name(),
              "SQL",
              command.advice()));
    }
    int end = command.end();
    if (command.takesLinesOfScript()) {
      end = nextLine(endOfData(nextLine(end)));
    } else if (sql.startsWith("\\\\", end)) {
      // Two backslashes end a command; SQL follows.
      end += 2;
    }
    tokens.seek(end);
  }

  private void endOfText() {
    if (tokens.openComment() >= 0) {
      problem(tokens.openComment(), "a comment that never ends", "*/", null);
    }
    if (statementStart < 0) {
      return;
    }
    if (parentheses > 0 && problems.isEmpty()) {
      problem(openParenthesis, "a parenthesis that is never closed", ")", null);
    }
    if (blocks > 0 && problems.isEmpty()) {
      problem(openBlock, "BEGIN ATOMIC without its END", "END", null);
    }
    endStatement(false);
  }

  private void unclosed() {
    int start = tokens.start();
    switch (tokens.kind()) {
      case STRING -> problem(start, "a string that never ends", "a closing '", null);
      case QUOTED_NAME -> problem(start, "a quoted name that never ends", "a closing \"", null);
      default -> {
        String tag = sql.substring(start, sql.indexOf('$', start + 1) + 1);
        problem(start, "a dollar-quoted string that never ends", "a closing " + tag, null);
      }
    }
  }

  private void problem(int offset, String found, String expected, @Nullable String advice) {
    problems.add(
        new ScriptProblem(
            script.file(),
            offset,
            lines.line(offset),
            lines.column(offset),
            false,
            false,
            found,
            expected,
            advice));
  }
}
