package io.jenkins.plugins.orchestrator.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the terminal. {@code bin/orchestrate} finds it out and says it in system
 * properties: Java cannot ask for the width, nor whether only one of its outputs is a terminal.
 *
 * @param outIsTerminal whether standard output is one
 * @param errIsTerminal whether standard error is one
 * @param columns its width
 * @param rows its height
 * @param color whether the user wants colours where there is a terminal
 * @param unicode whether it shows more than ASCII
 */
record Terminal(
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    int rows,
    boolean color,
    boolean unicode) {
  private static final int COLUMNS = 100;
  private static final int ROWS = 24;

  /** The process's own. */
  static Terminal of(Properties properties, Map<String, String> variables) {
    boolean dumb = "dumb".equals(variables.get("TERM"));
    return new Terminal(
        Boolean.parseBoolean(properties.getProperty("orchestrate.terminal.out")),
        Boolean.parseBoolean(properties.getProperty("orchestrate.terminal.err")) && !dumb,
        number(properties.getProperty("orchestrate.terminal.columns"), COLUMNS),
        number(properties.getProperty("orchestrate.terminal.rows"), ROWS),
        // https://no-color.org: present and not empty, whatever its value.
        variables.getOrDefault("NO_COLOR", "").isEmpty() && !dumb,
        isUnicode(variables));
  }

  /** Neither output is a terminal. */
  static Terminal none() {
    return new Terminal(false, false, COLUMNS, ROWS, false, false);
  }

  private static int number(@Nullable String text, int otherwise) {
    try {
      int number = text == null ? 0 : Integer.parseInt(text.strip());
      return number > 0 ? number : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** POSIX: the first of these that is not empty decides. */
  private static boolean isUnicode(Map<String, String> variables) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = variables.getOrDefault(name, "").toUpperCase(Locale.ROOT);
      if (!value.isEmpty()) {
        return value.contains("UTF-8") || value.contains("UTF8");
      }
    }
    return false;
  }
}
