package io.jenkins.plugins.orchestrator.engine.migration.apply;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer;
import io.jenkins.plugins.orchestrator.engine.migration.lexer.Tokenizer.Kind;
import java.util.regex.Pattern;

/**
 * Puts asterisks over literals of a statement that hold passwords, character for character, so that
 * lines and columns stay and a text that is cut inside of one shows no part of it. What is known as
 * a secret is the {@code Redactor}'s to mask.
 */
final class SecretLiterals {
  private static final Pattern CONNECTION_STRING =
      Pattern.compile("(?i)password\\s*=|://[^/\\s]*:[^/\\s]*@");

  private SecretLiterals() {}

  /**
   * The statement's text from its start to a place in the script, masked.
   *
   * @param to in the script's text; masked literals are masked as a whole up to there
   */
  static String masked(SqlStatement statement, int to) {
    int end = Math.max(statement.start(), Math.min(to, statement.end()));
    StringBuilder text =
        new StringBuilder(statement.script().sql().substring(statement.start(), end));
    Tokenizer tokens = statement.tokens();
    boolean afterPassword = false;
    while (tokens.next() != Kind.END && tokens.start() < end) {
      boolean isLiteral = tokens.kind() == Kind.STRING || tokens.kind() == Kind.DOLLAR_STRING;
      if (isLiteral && (afterPassword || isConnectionString(tokens))) {
        mask(text, tokens.start() - statement.start(), tokens.end() - statement.start());
      }
      boolean isPassword = tokens.kind() == Kind.WORD && tokens.upper().equals("PASSWORD");
      // password = '…' and password 'e' … of options
      afterPassword = isPassword || (afterPassword && tokens.isSymbol('='));
    }
    return text.toString();
  }

  private static boolean isConnectionString(Tokenizer tokens) {
    return tokens.kind() == Kind.STRING && CONNECTION_STRING.matcher(tokens.raw()).find();
  }

  private static void mask(StringBuilder text, int from, int to) {
    for (int i = from; i < Math.min(to, text.length()); i++) {
      char c = text.charAt(i);
      if (c != '\n' && c != '\r' && c != '\'' && c != '$') {
        text.setCharAt(i, '*');
      }
    }
  }
}
