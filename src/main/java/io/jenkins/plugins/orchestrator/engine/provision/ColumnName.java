package io.jenkins.plugins.orchestrator.engine.provision;

import io.jenkins.plugins.orchestrator.engine.postgres.Session;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a column as SQL writes it.
 *
 * @param schema null where the search path decides
 */
record ColumnName(@Nullable String schema, String table, String column) implements Serializable {
  /** An identifier: in quotes anything, else as the server's lexer takes it. */
  private static final Pattern PART =
      Pattern.compile(
          "\\G(?:\"((?:[^\"\\x00]|\"\"){1,200})\"|([\\p{L}_][\\p{L}\\p{N}_$]{0,199}))(\\.|$)");

  static final String EXPECTED = "[schema.]table.column as SQL writes it, quoted where needed";

  /** Reads one; empty when it is none. */
  static Optional<ColumnName> parse(String text) {
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(text);
    boolean whole = false;
    while (!whole && parts.size() < 3 && matcher.find()) {
      String quoted = matcher.group(1);
      parts.add(
          quoted != null
              ? quoted.replace("\"\"", "\"")
              : matcher.group(2).toLowerCase(Locale.ROOT));
      whole = matcher.group(3).isEmpty();
    }
    if (!whole || parts.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        parts.size() == 2
            ? new ColumnName(null, parts.get(0), parts.get(1))
            : new ColumnName(parts.get(0), parts.get(1), parts.get(2)));
  }

  /** The table, as {@code to_regclass} reads it. */
  String quotedTable() {
    return (schema == null ? "" : Session.quoteIdentifier(schema) + ".")
        + Session.quoteIdentifier(table);
  }

  /** As SQL writes it, for people. */
  @Override
  public String toString() {
    return (schema == null ? "" : plain(schema) + ".") + plain(table) + "." + plain(column);
  }

  private static String plain(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : Session.quoteIdentifier(name);
  }
}
