package io.jenkins.plugins.orchestrator.engine.migration.lexer;

import io.jenkins.plugins.orchestrator.engine.migration.lexer.SqlStatement.Trait;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The first words of a statement outside parentheses, key words in upper case, and what they say.
 * Filled while the statement is read and used again for the next one.
 */
final class StatementHead {
  /** More than any of the rules below looks at, names included. */
  private static final int MAX_WORDS = 24;

  private final List<String> words = new ArrayList<>(MAX_WORDS);
  private boolean concurrently;
  private boolean fromStdin;
  private boolean toStdout;
  private String last = "";

  void clear() {
    words.clear();
    concurrently = false;
    fromStdin = false;
    toStdout = false;
    last = "";
  }

  /** Adds an unquoted word; {@code depth} is that of the parentheses around it. */
  void word(String upper, int depth) {
    if (upper.equals("CONCURRENTLY") && depth <= 1) {
      concurrently = true;
    }
    if (depth > 0) {
      return;
    }
    fromStdin |= upper.equals("STDIN") && last.equals("FROM");
    toStdout |= upper.equals("STDOUT") && last.equals("TO");
    other(upper);
  }

  /** Adds anything else that stands outside parentheses. */
  void other(String raw) {
    last = raw;
    if (words.size() < MAX_WORDS) {
      words.add(raw);
    }
  }

  boolean startsWith(String... expected) {
    if (words.size() < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (!words.get(i).equals(expected[i])) {
        return false;
      }
    }
    return true;
  }

  /** {@code CREATE [OR REPLACE] FUNCTION} or {@code PROCEDURE}: the body may be BEGIN ATOMIC. */
  boolean createsRoutine() {
    return startsWith("CREATE", "FUNCTION")
        || startsWith("CREATE", "PROCEDURE")
        || startsWith("CREATE", "OR", "REPLACE", "FUNCTION")
        || startsWith("CREATE", "OR", "REPLACE", "PROCEDURE");
  }

  boolean copiesFromStdin() {
    return fromStdin && startsWith("COPY");
  }

  boolean contains(String word) {
    return words.contains(word);
  }

  /** What stands behind a word that is there, {@code TO} left out; empty when nothing does. */
  String behind(String word) {
    int next = words.indexOf(word) + 1;
    if (next < words.size() && words.get(next).equals("TO")) {
      next++;
    }
    return next < words.size() ? words.get(next) : "";
  }

  Set<Trait> traits() {
    EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
    if (words.isEmpty()) {
      return traits;
    }
    if (controlsTransaction()) {
      traits.add(Trait.TRANSACTION_CONTROL);
    }
    if (worksConcurrently()) {
      traits.add(Trait.CONCURRENTLY);
      traits.add(Trait.NOT_IN_TRANSACTION);
      if (!startsWith("DROP") && !startsWith("ALTER")) {
        traits.add(Trait.BUILDS_INDEX_CONCURRENTLY);
      }
    }
    if (isNotForTransactions()) {
      traits.add(Trait.NOT_IN_TRANSACTION);
    }
    if (copiesFromStdin()) {
      traits.add(Trait.COPY_FROM_STDIN);
    }
    if (toStdout && startsWith("COPY")) {
      traits.add(Trait.COPY_TO_STDOUT);
    }
    if (startsWith("DO")) {
      traits.add(Trait.DO_BLOCK);
    }
    return traits;
  }

  private boolean controlsTransaction() {
    return switch (words.get(0)) {
      case "BEGIN", "END", "ABORT" -> true;
      case "START", "PREPARE" -> words.size() > 1 && words.get(1).equals("TRANSACTION");
      case "COMMIT" -> !startsWith("COMMIT", "PREPARED");
      // ROLLBACK TO goes back to a savepoint and stays in its transaction.
      case "ROLLBACK" -> !startsWith("ROLLBACK", "PREPARED") && !words.contains("TO");
      default -> false;
    };
  }

  /** All forms but REFRESH MATERIALIZED VIEW CONCURRENTLY, which is an ordinary statement. */
  private boolean worksConcurrently() {
    if (!concurrently) {
      return false;
    }
    return startsWith("REINDEX")
        || startsWith("CREATE", "INDEX", "CONCURRENTLY")
        || startsWith("CREATE", "UNIQUE", "INDEX", "CONCURRENTLY")
        || startsWith("DROP", "INDEX", "CONCURRENTLY")
        || (startsWith("ALTER", "TABLE") && words.contains("DETACH"));
  }

  /**
   * What PreventInTransactionBlock guards in the server's sources, 14 to 18, CONCURRENTLY apart.
   */
  private boolean isNotForTransactions() {
    String object = words.size() > 1 ? words.get(1) : "";
    return switch (words.get(0)) {
      case "VACUUM" -> true;
      case "CLUSTER" -> object.isEmpty() || (object.equals("VERBOSE") && words.size() == 2);
      case "REINDEX" -> List.of("SCHEMA", "DATABASE", "SYSTEM").contains(object);
      case "CREATE", "DROP" -> List.of("DATABASE", "TABLESPACE", "SUBSCRIPTION").contains(object);
      case "ALTER" ->
          object.equals("SYSTEM")
              || (object.equals("DATABASE") && words.contains("TABLESPACE"))
              || (object.equals("SUBSCRIPTION")
                  && (words.contains("REFRESH") || words.contains("PUBLICATION")));
      case "COMMIT", "ROLLBACK" -> object.equals("PREPARED");
      case "DISCARD" -> object.equals("ALL");
      default -> false;
    };
  }
}
