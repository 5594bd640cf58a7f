package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows {@code standard_conforming_strings} through a script, as far as its text tells: psql is
 * told by the server after every statement, and reads the next line by that.
 */
final class StandardStrings {
  private static final String NAME = "STANDARD_CONFORMING_STRINGS";
  private static final List<String> FALSE = List.of("off", "of", "false", "fals", "no", "0", "f");

  /** As plain dumps set things: {@code SELECT pg_catalog.set_config('…', 'off', false)}. */
  private static final Pattern SET_CONFIG =
      Pattern.compile(
          "(?is)\\bset_config\\s*\\(\\s*'standard_conforming_strings'\\s*,\\s*'(\\w*)'\\s*,"
              + "\\s*'?(\\w+)'?\\s*\\)");

  /** A call of {@code set_config} is short; a long statement is not searched for one. */
  private static final int MAX_CALL = 2_000;

  private boolean current = true;
  private boolean afterCommit = true;
  private boolean afterRollback = true;

  /** Whether a backslash in {@code '…'} is an ordinary character now, as it is by default. */
  boolean current() {
    return current;
  }

  /** Takes in a statement that ran. */
  void ran(StatementHead head, String sql, int start, int end) {
    if (head.startsWith("BEGIN") || head.startsWith("START", "TRANSACTION")) {
      afterCommit = current;
      afterRollback = current;
    } else if (head.startsWith("ABORT") || (head.startsWith("ROLLBACK") && !head.contains("TO"))) {
      current = afterRollback;
      afterCommit = afterRollback;
    } else if (head.startsWith("COMMIT") || head.startsWith("END")) {
      current = afterCommit;
      afterRollback = afterCommit;
    } else if (head.startsWith("PREPARE", "TRANSACTION")) {
      current = afterCommit;
      afterRollback = afterCommit;
    } else if (head.startsWith("RESET", "ALL") || head.startsWith("DISCARD", "ALL")) {
      set(true, false);
    } else if (head.startsWith("RESET") && head.contains(NAME)) {
      set(true, false);
    } else if (head.startsWith("SET") && head.contains(NAME)) {
      set(isTrue(head.behind(NAME)), head.startsWith("SET", "LOCAL"));
    } else if (head.startsWith("SELECT") && end - start <= MAX_CALL) {
      Matcher call = SET_CONFIG.matcher(sql).region(start, end);
      while (call.find()) {
        set(isTrue(call.group(1)), isTrue(call.group(2)));
      }
    }
  }

  private void set(boolean value, boolean local) {
    current = value;
    if (!local) {
      afterCommit = value;
    }
  }

  private static boolean isTrue(String value) {
    return !FALSE.contains(value.replace("'", "").toLowerCase(Locale.ROOT));
  }
}
