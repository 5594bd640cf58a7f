package io.jenkins.plugins.orchestrator.engine.migration.lexer;

/**
 * Reads the tokens of a PostgreSQL text one after the other, by the rules of {@code psqlscan.l} (14
 * to 18): each call of {@link #next} moves to the next token, over white space and comments. Keeps
 * nothing but the current token, so that a statement of many megabytes costs no memory; reads each
 * character once.
 */
public final class Tokenizer {
  /** What a token is. */
  public enum Kind {
    /** An unquoted identifier or key word. */
    WORD,
    /** {@code "…"}, also {@code U&"…"}. */
    QUOTED_NAME,
    /**
     * {@code '…'}, also with {@code E}, {@code B}, {@code X}, {@code N} or {@code U&} before it.
     */
    STRING,
    /** {@code $tag$…$tag$}. */
    DOLLAR_STRING,
    NUMBER,
    /** {@code $1}. */
    PARAMETER,
    /** One character of anything else. */
    SYMBOL,
    /** The text is at its end. */
    END
  }

  private final String text;
  private final int limit;
  private boolean standardStrings = true;
  private boolean standardStringsThen = true;
  private int then = Integer.MAX_VALUE;
  private Kind kind = Kind.END;
  private int start;
  private int end;
  private boolean closed = true;
  private int openComment = -1;

  /**
   * @param from where reading begins
   * @param limit where it ends
   */
  public Tokenizer(String text, int from, int limit) {
    this.text = text;
    this.limit = limit;
    this.end = from;
  }

  /** Whether a backslash in {@code '…'} is an ordinary character, from a position on. */
  void standardStrings(boolean standard, int from) {
    standardStringsThen = standard;
    then = from;
  }

  /** Goes on reading elsewhere. */
  void seek(int position) {
    end = position;
  }

  /** Moves to the next token and says what it is. */
  public Kind next() {
    start = afterBlanks(end);
    closed = true;
    if (start >= then) {
      standardStrings = standardStringsThen;
    }
    if (start >= limit) {
      return token(Kind.END, limit);
    }
    char first = text.charAt(start);
    if (first == '\'') {
      return quoted(Kind.STRING, start, !standardStrings);
    }
    if (first == '"') {
      return quoted(Kind.QUOTED_NAME, start, false);
    }
    if (first == '$') {
      return dollar();
    }
    if (isDigit(first) || (first == '.' && isDigit(at(start + 1)))) {
      return number();
    }
    if (isIdentifierStart(first)) {
      return word(first);
    }
    return token(Kind.SYMBOL, start + 1);
  }

  private Kind token(Kind what, int behind) {
    kind = what;
    end = behind;
    return what;
  }

  private Kind word(char first) {
    int upper = first & ~0x20;
    char second = at(start + 1);
    if (second == '\'' && (upper == 'E' || upper == 'B' || upper == 'X' || upper == 'N')) {
      return quoted(Kind.STRING, start + 1, upper == 'E' || (upper == 'N' && !standardStrings));
    }
    if (upper == 'U' && second == '&') {
      char third = at(start + 2);
      if (third == '\'' || third == '"') {
        return quoted(third == '"' ? Kind.QUOTED_NAME : Kind.STRING, start + 2, false);
      }
    }
    int position = start + 1;
    while (position < limit && isIdentifierPart(text.charAt(position))) {
      position++;
    }
    return token(Kind.WORD, position);
  }

  private Kind number() {
    int position = start;
    while (position < limit && isNumberPart(position)) {
      position++;
    }
    return token(Kind.NUMBER, position);
  }

  private boolean isNumberPart(int position) {
    char c = text.charAt(position);
    if (c == '.') {
      // 1..10 in PL/pgSQL is a range.
      return at(position + 1) != '.' && at(position - 1) != '.';
    }
    if (c == '+' || c == '-') {
      return (at(position - 1) & ~0x20) == 'E'
          && isDigit(at(position + 1))
          && isDigit(text.charAt(start))
          && (at(start + 1) & ~0x20) != 'X';
    }
    return isIdentifierStart(c) || isDigit(c);
  }

  private Kind dollar() {
    int position = start + 1;
    if (isDigit(at(position))) {
      while (isDigit(at(position))) {
        position++;
      }
      return token(Kind.PARAMETER, position);
    }
    if (isIdentifierStart(at(position))) {
      while (isIdentifierStart(at(position)) || isDigit(at(position))) {
        position++;
      }
    }
    if (at(position) != '$') {
      return token(Kind.SYMBOL, start + 1);
    }
    String tag = text.substring(start, position + 1);
    int close = text.indexOf(tag, position + 1);
    closed = close >= 0 && close + tag.length() <= limit;
    return token(Kind.DOLLAR_STRING, closed ? close + tag.length() : limit);
  }

  /**
   * @param open where the opening quote is
   * @param escapes whether a backslash takes the next character's meaning away
   */
  private Kind quoted(Kind what, int open, boolean escapes) {
    char quote = text.charAt(open);
    int position = open + 1;
    while (position < limit) {
      char c = text.charAt(position);
      if (c == quote) {
        if (at(position + 1) == quote) {
          position++;
        } else {
          int continued = escapes ? continuation(position + 1) : -1;
          if (continued < 0) {
            return token(what, position + 1);
          }
          position = continued;
        }
      } else if (escapes && c == '\\') {
        position++;
      }
      position++;
    }
    closed = false;
    return token(what, limit);
  }

  /**
   * Where the same string goes on: behind white space with a line end in it. It keeps its escapes,
   * so that its parts cannot be read as strings of their own.
   */
  private int continuation(int from) {
    boolean newLine = false;
    int position = from;
    while (position < limit) {
      char c = text.charAt(position);
      if (isSpace(c)) {
        newLine |= c == '\n' || c == '\r';
        position++;
      } else if (c == '-' && at(position + 1) == '-') {
        position = lineEnd(position);
      } else {
        return newLine && c == '\'' ? position : -1;
      }
    }
    return -1;
  }

  private int afterBlanks(int from) {
    int position = from;
    while (position < limit) {
      char c = text.charAt(position);
      if (isSpace(c)) {
        position++;
      } else if (c == '-' && at(position + 1) == '-') {
        position = lineEnd(position);
      } else if (c == '/' && at(position + 1) == '*') {
        position = afterComment(position);
      } else {
        break;
      }
    }
    return Math.min(position, limit);
  }

  private int afterComment(int open) {
    int depth = 1;
    int position = open + 2;
    while (position < limit) {
      char c = text.charAt(position);
      if (c == '*' && at(position + 1) == '/') {
        position += 2;
        if (--depth == 0) {
          return position;
        }
      } else if (c == '/' && at(position + 1) == '*') {
        position += 2;
        depth++;
      } else {
        position++;
      }
    }
    openComment = open;
    return limit;
  }

  private int lineEnd(int from) {
    int position = from;
    while (position < limit && text.charAt(position) != '\n' && text.charAt(position) != '\r') {
      position++;
    }
    return position;
  }

  /** What the current token is. */
  public Kind kind() {
    return kind;
  }

  /** Where the current token begins. */
  public int start() {
    return start;
  }

  /** Where the current token ends: the index of the character behind it. */
  public int end() {
    return end;
  }

  /** Whether the current token is this one character. */
  public boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(start) == symbol;
  }

  /** Whether a quoted token has its closing quote. */
  boolean closed() {
    return closed;
  }

  /** Where a comment begins that never ends; -1 when there is none. */
  int openComment() {
    return openComment;
  }

  /** The current token as it stands in the text. */
  public String raw() {
    return text.substring(start, end);
  }

  /** The current token with the letters a to z in upper case, as key words are compared. */
  public String upper() {
    String raw = raw();
    StringBuilder upper = null;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c >= 'a' && c <= 'z') {
        if (upper == null) {
          upper = new StringBuilder(raw);
        }
        upper.setCharAt(i, (char) (c & ~0x20));
      }
    }
    return upper == null ? raw : upper.toString();
  }

  private char at(int position) {
    return position < limit ? text.charAt(position) : '\0';
  }

  /** As 14 and 15 have it; what is left to the later ones, a vertical tab, is nothing to them. */
  static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= '\u0080';
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }
}
