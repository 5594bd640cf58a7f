package io.jenkins.plugins.orchestrator.engine.migration.undo;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Guesses from the texts of statements whose rows they will change, so that those tables are read
 * before. A wrong guess costs time only: what was changed is measured, and a table that was changed
 * against the guess is read from a copy.
 */
final class TouchPrediction {
  private static final String NAME =
      "((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))*)";

  /** Statements that write rows, and the table that they name first. */
  private static final Pattern WRITES =
      Pattern.compile(
          "(?is)^(?:update|insert\\s+into|delete\\s+from|merge\\s+into|truncate(?:\\s+table)?|copy)"
              + "\\s+(?:only\\s+)?"
              + NAME
              + ".*");

  /** Statements that take data with the structure. */
  private static final Pattern RESHAPES =
      Pattern.compile(
          "(?is)^(?:alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?"
              + NAME
              + ".*\\b(?:type|drop)\\b.*|drop\\s+table\\s+(?:if\\s+exists\\s+)?"
              + NAME
              + ".*)");

  private TouchPrediction() {}

  /**
   * The tables, among these, whose rows will probably change.
   *
   * @param up statements of the scripts' ways up
   * @param down statements of their ways down; what a table loses there it got on the way up, so
   *     only what they write counts
   * @param tables by {@code schema.name}
   */
  static Set<String> of(List<String> up, List<String> down, Collection<TableState> tables) {
    Set<String> named = new HashSet<>();
    for (String statement : up) {
      collect(WRITES, statement, named);
      collect(RESHAPES, statement, named);
    }
    for (String statement : down) {
      collect(WRITES, statement, named);
    }
    Set<String> touched = new HashSet<>();
    for (TableState table : tables) {
      if (named.contains(table.name()) || named.contains(table.qualified())) {
        touched.add(table.qualified());
      }
    }
    return touched;
  }

  private static void collect(Pattern pattern, String statement, Set<String> named) {
    Matcher matcher = pattern.matcher(statement.strip());
    if (matcher.matches()) {
      for (int group = 1; group <= matcher.groupCount(); group++) {
        if (matcher.group(group) != null) {
          named.add(normal(matcher.group(group)));
        }
      }
    }
  }

  private static String normal(String name) {
    return name.contains("\"")
        ? name.replace("\"\"", "\u0000").replace("\"", "").replace('\u0000', '"')
        : name.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
  }
}
