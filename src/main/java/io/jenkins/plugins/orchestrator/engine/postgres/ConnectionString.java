package io.jenkins.plugins.orchestrator.engine.postgres;

/**
 * A connection string of libpq, {@code host=… dbname='…'}, as {@code conninfo_parse} of {@code
 * fe-connect.c} reads it: a backslash takes the next character as it is, inside quotes and outside.
 */
final class ConnectionString {
  private final String text;
  private final ConnectionText result;
  private int position;

  private ConnectionString(String text, ConnectionText result) {
    this.text = text;
    this.result = result;
  }

  static void read(String text, ConnectionText result) {
    new ConnectionString(text, result).readAll();
  }

  private void readAll() {
    for (skipSpace(); position < text.length(); skipSpace()) {
      int start = position;
      while (position < text.length() && text.charAt(position) != '=' && !isSpace()) {
        position++;
      }
      String name = text.substring(start, position);
      skipSpace();
      if (position >= text.length() || text.charAt(position) != '=') {
        result.wrong("a name without \"=\" in the connection string", "NAME=VALUE");
        return;
      }
      position++;
      skipSpace();
      String value = readValue();
      if (value == null) {
        result.wrong("a quote in the connection string that is not closed", "NAME='VALUE'");
        return;
      }
      if (ConnectionParameter.all().containsKey(name)) {
        result.given.put(name, value);
      } else {
        result.unknown(name);
      }
    }
  }

  private @org.jspecify.annotations.Nullable String readValue() {
    boolean quoted = position < text.length() && text.charAt(position) == '\'';
    if (quoted) {
      position++;
    }
    StringBuilder value = new StringBuilder();
    while (position < text.length()) {
      char next = text.charAt(position);
      if (quoted && next == '\'') {
        position++;
        return value.toString();
      }
      if (!quoted && isSpace()) {
        return value.toString();
      }
      if (next == '\\' && position + 1 < text.length()) {
        position++;
      }
      value.append(text.charAt(position));
      position++;
    }
    return quoted ? null : value.toString();
  }

  private boolean isSpace() {
    return Character.isWhitespace(text.charAt(position));
  }

  private void skipSpace() {
    while (position < text.length() && isSpace()) {
      position++;
    }
  }
}
